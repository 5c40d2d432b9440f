import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';

const FOCUSABLE = 'button:not(:disabled), a[href], input:not(:disabled), textarea:not(:disabled), video';

/**
 * What lies over the page and must be answered first: the focus goes in and stays in, Escape closes it wherever the focus
 * is, and closing gives the focus back. Keys do not reach what lies behind.
 */
export function useModal(box: RefObject<HTMLElement | null>, onClose: () => void): void {
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => {
    const before = document.activeElement;
    box.current?.focus();
    const onKeyDown = (event: KeyboardEvent): void => {
      if (!box.current) return;
      if (event.key === 'Escape' && !event.isComposing) {
        event.stopPropagation();
        close.current();
      } else if (event.key === 'Tab') turn(event, box.current);
    };
    window.addEventListener('keydown', onKeyDown, true);
    return () => {
      window.removeEventListener('keydown', onKeyDown, true);
      if (before instanceof HTMLElement) before.focus();
    };
  }, [box]);
}

/** Tab goes round inside: after the last comes the first, before the first the last; from elsewhere it comes back in. */
function turn(event: KeyboardEvent, box: HTMLElement): void {
  const stops = [...box.querySelectorAll<HTMLElement>(FOCUSABLE)];
  const [first, last] = [stops[0], stops[stops.length - 1]];
  const present = document.activeElement;
  const isInside = present !== box && box.contains(present);
  const isAtEdge = present === (event.shiftKey ? first : last);
  if (isInside && !isAtEdge) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}
