/** What the shop's page may call: its one global, `window.Xiaoxiu`. */
import type { PageInView } from '../host-messages';
import type { off, on } from './events';

export interface Xiaoxiu {
  open(this: void): void;
  close(this: void): void;
  toggle(this: void): void;
  /** Say who is signed in, by the shop's token; null when nobody is any more. */
  identify(this: void, customerToken: string | null): void;
  /** Say what the customer looks at now: a missing key stays as it was, null is nothing. */
  show(this: void, view: PageInView): void;
  /** Open the chat with this text in the composer; the customer sends it. */
  send(this: void, text: string): void;
  on: typeof on;
  off: typeof off;
  readonly isOpen: boolean;
}

declare global {
  interface Window {
    Xiaoxiu?: Xiaoxiu;
  }
}
