// Adds a button to every code block that copies the code: without line numbers, which are no text, and without
// the output under it. Without this script, or without access to the clipboard, there is no button.
//
// The words come from the nearest element around the block that carries them, so that a page says them once:
//   <main data-copy="Copy" data-copied="Copied" data-copy-failed="Press Ctrl+C to copy">

const SHOWN_FOR = 2000; // milliseconds that the button says how it went

class CopyCode extends HTMLElement {
  #button = document.createElement('button');
  #words;
  #timer;

  connectedCallback() {
    this.#words = this.closest('[data-copy]')?.dataset;
    if (!this.#words || this.#button.isConnected) return;
    this.#button.type = 'button';
    this.#button.textContent = this.#words.copy;
    this.#button.addEventListener('click', () => this.#copy());
    this.append(this.#button);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  async #copy() {
    const code = this.parentElement.querySelector(':scope > pre > code');
    try {
      await navigator.clipboard.writeText(code.textContent);
      this.#say(this.#words.copied);
    } catch {
      // Not allowed: leave the code selected, so that a key press copies it.
      getSelection().selectAllChildren(code);
      this.#say(this.#words.copyFailed);
    }
  }

  #say(words = '') {
    this.#button.textContent = words || this.#words.copy;
    this.toggleAttribute('data-done', true);
    announce(words);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#button.textContent = this.#words.copy;
      this.toggleAttribute('data-done', false);
      announce('');
    }, SHOWN_FOR);
  }
}

let status;

// One live region for the page. It must be in the document before its text changes, or it is not read.
function announce(words) {
  status.textContent = words;
}

if (navigator.clipboard?.writeText && document.querySelector('[data-copy]')) {
  status = document.createElement('div');
  status.setAttribute('role', 'status');
  status.setAttribute('aria-live', 'polite');
  status.className = 'code-status';
  document.body.append(status);
  customElements.define('copy-code', CopyCode);
  for (const pre of document.querySelectorAll('figure.code > pre')) {
    pre.before(document.createElement('copy-code'));
  }
}
