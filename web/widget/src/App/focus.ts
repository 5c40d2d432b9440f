/** Where the focus goes when the page itself moves it: never where it would call up a phone's keyboard. */
import { useEffect } from 'react';
import type { RefObject } from 'react';

interface Places {
  page: RefObject<HTMLElement | null>;
  field: RefObject<HTMLTextAreaElement | null>;
}

/** The chat was opened by a press: with a keyboard at hand the customer can write at once. */
export function useFirstFocus(isOpened: boolean, { page, field }: Places): void {
  useEffect(() => {
    if (!isOpened) return;
    if (hasKeyboard()) field.current?.focus();
    else page.current?.querySelector('h1')?.focus();
  }, [isOpened, page, field]);
}

/** The button that had the focus cannot be pressed any more. */
export function leaveButton({ page, field }: Places): void {
  if (hasKeyboard()) field.current?.focus();
  else page.current?.querySelector<HTMLElement>('[role=log]')?.focus({ preventScroll: true });
}

function hasKeyboard(): boolean {
  return window.matchMedia('(hover: hover) and (pointer: fine)').matches;
}
