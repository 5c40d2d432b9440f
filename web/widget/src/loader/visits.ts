/** Remembers, in the shop page's own storage, that this customer has a chat, so that unread messages show on the next page. */

const KEY = 'xiaoxiu:last-message';
const LIFE_MS = 30 * 24 * 3600 * 1000; // a chat's token lives as long

/** The customer has a chat. */
export function rememberChat(now = Date.now()): void {
  try {
    localStorage.setItem(KEY, `${now}`);
  } catch {
    // Storage may be forbidden; then the chat is loaded when it is opened.
  }
}

/** Whether the customer wrote in the last 30 days. */
export function hasChat(now = Date.now()): boolean {
  try {
    return now - Number(localStorage.getItem(KEY) ?? 0) < LIFE_MS;
  } catch {
    return false;
  }
}
