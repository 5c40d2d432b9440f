/** Typing both ways: said at most every three seconds, believed for six. */

const SAY_MS = 3000;
const STOP_MS = 5000;
const BELIEVE_MS = 6000;

type Author = 'bot' | 'agent';

/** What the clock moves. */
export interface Hands {
  /** Tell the server. */
  say(isOn: boolean): void;
  /** Nothing more was heard of this author. */
  onSilence(author: Author): void;
}

export class TypingClock {
  readonly #hands: Hands;
  #saidAt = -Infinity;
  #stop: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(hands: Hands) {
    this.#hands = hands;
  }

  /** The customer has pressed a key. */
  type(): void {
    const now = Date.now();
    if (now - this.#saidAt >= SAY_MS) {
      this.#saidAt = now;
      this.#hands.say(true);
    }
    clearTimeout(this.#stop);
    this.#stop = setTimeout(() => this.stop(), STOP_MS);
  }

  /** The customer has stopped, or has sent. */
  stop(): void {
    clearTimeout(this.#stop);
    if (this.#saidAt === -Infinity) return;
    this.#saidAt = -Infinity;
    this.#hands.say(false);
  }

  /** Somebody types (or nobody): forget it when nothing more is heard. */
  heard(author: Author | null): void {
    clearTimeout(this.#silence);
    if (author) this.#silence = setTimeout(() => this.#hands.onSilence(author), BELIEVE_MS);
  }
}
