/** Where the keyboard's focus was before the chat opened. */

/** Remember it; what is returned gives it back, or to `fallback` when it was nowhere or in the widget itself. */
export function rememberFocus(root: HTMLElement, fallback: HTMLElement): () => void {
  const before = document.activeElement;
  const isNowhere = before === document.body || before === root;
  return () => {
    const isThere = before instanceof HTMLElement && before.isConnected && !isNowhere;
    (isThere ? before : fallback).focus();
  };
}

/** Whether the focus is in the widget, or nowhere: then it may be moved within it. */
export function isFocusFree(root: HTMLElement): boolean {
  return document.activeElement === root || document.activeElement === document.body;
}
