// The search dialog as tests and measurements drive it, and what it makes the server send.

/** The dialog's words about results, or that there are none, on English pages. */
const DONE = /^(\d|Nothing)/;

/** Opens the dialog by its key. */
export async function openDialog(page) {
  await page.keyboard.press('/');
  await page.locator('dialog[open]').waitFor();
}

/** Types a whole query at once, and waits for what comes of it: how many results there are, and how many are shown. */
export async function ask(page, query) {
  await page.getByRole('combobox').fill(query);
  const about = (pattern) => new RegExp(pattern).test(document.querySelector('.search-message').textContent);
  await page.waitForFunction(about, DONE.source);
  const message = await page.locator('.search-message').innerText();
  const found = Number(message.match(/^[\d,]*/)[0].replaceAll(',', ''));
  return { found, shown: await page.locator('.search-list').locator(':scope > *').count() };
}

/** What a server has sent since this was last called, but for the icon of the page, which comes when it likes. */
export function sent(site) {
  return site.log.splice(0).filter(({ path }) => !path.startsWith('assets/icon.'));
}

export const kilobytes = (files) => files.reduce((sum, { bytes }) => sum + bytes, 0) / 1000;
