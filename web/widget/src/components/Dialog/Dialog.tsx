import { useEffect, useId, useRef } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import './Dialog.css';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

const FOCUSABLE = 'button:not(:disabled), a[href], input:not(:disabled), textarea:not(:disabled)';

/** A small window over the conversation: keeps the focus inside, Escape closes it, the focus goes back to where it was. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    box.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    } else if (event.key === 'Tab' && box.current) turn(event, box.current);
  };
  return (
    // Pressing beside the window is a second way out besides Escape and its own button.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events
    <div className="dialog-shade" onClick={(event) => event.target === event.currentTarget && onClose()}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys of all that is inside */}
      <div
        className="dialog"
        role="dialog"
        aria-modal="true"
        aria-labelledby={id}
        tabIndex={-1}
        ref={box}
        onKeyDown={onKeyDown}
      >
        <h2 id={id}>{title}</h2>
        {children}
      </div>
    </div>
  );
}

/** From the last to the first and back. */
function turn(event: KeyboardEvent, box: HTMLElement): void {
  const inside = [...box.querySelectorAll<HTMLElement>(FOCUSABLE)];
  const [first, last] = [inside[0], inside[inside.length - 1]];
  const present = document.activeElement;
  const target = event.shiftKey
    ? present === first || present === box
      ? last
      : null
    : present === last
      ? first
      : null;
  if (!target) return;
  event.preventDefault();
  target.focus();
}
