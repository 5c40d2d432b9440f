/** Puts the number of unread messages before the title of the shop's page, and takes it away again. */

let prefix = '';

/** Show "(2) " before the title; 0 gives the title back. A title that the page changed meanwhile stays its own. */
export function showInTitle(count: number): void {
  const title = prefix && document.title.startsWith(prefix) ? document.title.slice(prefix.length) : document.title;
  prefix = count > 0 ? `(${count}) ` : '';
  if (document.title !== prefix + title) document.title = prefix + title;
}
