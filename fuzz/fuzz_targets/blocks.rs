//! Quizzes, callouts, study blocks, quotes, lists, tables, code and raw HTML in any order and any nesting.
//!
//! Each byte of the input is a piece of a text, so that what is tried is seldom plain prose. The first byte says what
//! kind of question it is, 255 ends the original and begins its translation.
#![no_main]

#[path = "../book/mod.rs"]
mod book;

use book::File::Markdown;
use libfuzzer_sys::fuzz_target;

const KINDS: [&str; 6] = ["open", "quiz", "task", "coding", "behavioural", "nothing"];

#[rustfmt::skip]
const PIECES: &[&str] = &[
    "\n", "\n\n", " ", "    ", "\t", "> ", ">", "- ", "* ", "1. ", "10) ", "+ ",
    "- [ ] ", "- [x] ", "[ ] ", "# ", "## ", "## Two {#two}\n", "###### ", "{#id .class key=value}", "===\n", "---\n", "***\n",
    "> [!NOTE]\n", "> [!HINT]\n", "> [!SOLUTION]\n", "> [!FOLLOW-UP] Why?\n", "> [!PITFALL]\n", "> [!WARNING] A title\n", "> [!TIP]-\n", "[!", "]",
    "```\n", "```python linenos\n", "```rust,no_run hl=1-3 start=9\n", "~~~\n", "```py include=\"code.py\" region=\"core\"\n", "```text title=\"<b>\"\n", "`", "``",
    "$", "$$", "$$\n", "\\frac{1}{2}", "\\norm{x}", "\\href{javascript:alert(1)}{x}", "\\includegraphics{x}", "\\htmlClass{x}{y}", "\\(", "\\]", "{", "}", "^", "_", "&", "\\\\",
    "*", "**", "_a_", "~~", "~", "==", "^2^", "a", "word ", "Слово ", "\u{301}", "\u{202e}", "\u{feff}", "\u{0}", "\r\n", "\r",
    "[", "](", ")", "![", "[[other]]", "[[other#a-heading]]", "[[nowhere|x]]", "(other.md)", "(figure.svg \"t\")", "<https://example.org>", "[x]: other.md 'title'\n", "[x]", "[^1]", "[^1]: ", "[^2]: [^1]",
    "javascript:alert(1)", "data:text/html,x", "//evil.example", "https://example.org/a?b=c&d#e", "&colon;", "&#58;", "&lt;script&gt;",
    "<b>", "</b>", "<script>", "</script>", "<!--", "-->", "<details open>", "</details>", "<summary>", "<a href=\"javascript:x\" onclick=x>", "<img src=figure.svg onerror=x>", "</p>", "</div>", "<table><tr><td>", "</table>", "<svg><style>", "<math><mi//xlink:href=\"data:x,\">", "| a | b |\n|---|:-:|\n| c | d |\n", "term\n: definition\n", "gradient ", "<!",
];

fuzz_target!(|input: &[u8]| {
    let Some((kind, pieces)) = input.split_first() else {
        return;
    };
    let kind = KINDS[usize::from(*kind) % KINDS.len()];
    let mut texts = pieces.split(|piece| *piece == 255).map(|pieces| {
        let body: String = pieces
            .iter()
            .map(|piece| PIECES[usize::from(*piece) % PIECES.len()])
            .collect();
        format!("+++\ntitle = \"A question\"\nkind = \"{kind}\"\n+++\n\n{body}")
    });
    let original = texts.next().unwrap_or_default();
    let translation = texts.next();
    let mut files = vec![Markdown("topic/question.md", &original)];
    files.extend(
        translation
            .as_deref()
            .map(|text| Markdown("topic/question.uk.md", text)),
    );
    book::draw(&files);
});
