/**
 * The chat page's end of the bridge to the shop's page.
 *
 * The page learns who frames it from the first message of its parent; the gateway's `frame-ancestors` has let only listed sites
 * frame it. From then on only that origin is heard, and everything is said to that origin alone.
 */
import type { Sealed, ToHost, ToPage } from './host-messages';
import { isToPage, seal } from './host-messages';

/** Hears one message of the shop's page. */
export type HostListener = (message: ToPage) => void;

export class Host {
  /** Whether the page is in a frame; opened by itself it has no host, and no ×. */
  readonly isFramed: boolean;
  #origin: string | null = null;
  #listener: HostListener | null = null;
  #heard: ToPage[] = [];
  #unsaid: ToHost[] = [];
  #hasOptions = false;
  readonly #page: Window;

  /** Begins to hear at once, so that nothing is missed while the page is built. */
  constructor(page: Window = window) {
    this.#page = page;
    this.isFramed = page.parent !== page;
    if (this.isFramed) page.addEventListener('message', this.#receive);
  }

  /** The shop page's origin once it has spoken; null before, and without a host. */
  get origin(): string | null {
    return this.#origin;
  }

  /** Give every message to `listener`, also those that came before; returns how to stop. */
  listen(listener: HostListener): () => void {
    this.#listener = listener;
    this.#heard.splice(0).forEach((message) => listener(message));
    return () => {
      if (this.#listener === listener) this.#listener = null;
    };
  }

  /** Say something to the shop's page: kept until its origin is known, dropped when there is none. */
  tell(message: ToHost): void {
    if (!this.isFramed) return;
    if (this.#origin === null) this.#unsaid.push(message);
    else this.#page.parent.postMessage(seal(message), this.#origin);
  }

  /** Hear nothing any more. */
  stop(): void {
    this.#page.removeEventListener('message', this.#receive);
    this.#listener = null;
  }

  #receive = (event: MessageEvent<unknown>): void => {
    if (event.source !== this.#page.parent || !isToPage(event.data)) return;
    if (!this.#isFromHost(event.origin, event.data)) return;
    if (event.data.type === 'options') {
      if (this.#hasOptions) return; // the loader repeats them until it hears "ready"
      this.#hasOptions = true;
    }
    if (this.#listener) this.#listener(event.data);
    else this.#heard.push(event.data);
  };

  /** The first one who sends options is the host; an opaque origin could not be answered. */
  #isFromHost(origin: string, message: Sealed<ToPage>): boolean {
    if (this.#origin !== null) return origin === this.#origin;
    if (message.type !== 'options' || !/^https?:\/\//.test(origin)) return false;
    this.#origin = origin;
    this.#unsaid.splice(0).forEach((unsaid) => this.tell(unsaid));
    return true;
  }
}
