/** What the browser remembers between visits; where storage is forbidden or full, this page's memory serves. */

/** The part of `Storage` that is needed, so that a test can hand in its own. */
export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const PREFIX = 'xiaoxiu:';

export class Vault {
  readonly #memory = new Map<string, string>();
  readonly #store: Store | null;

  constructor(store: Store | null = browserStore()) {
    this.#store = store;
  }

  /** The value under `key`, or null when there is none or it cannot be read. */
  read(key: string): unknown {
    const text = this.#memory.get(key) ?? this.#stored(key);
    if (text === null) return null;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return null;
    }
  }

  /** Keep a JSON value; in memory only when the browser refuses. */
  write(key: string, value: unknown): void {
    const text = JSON.stringify(value);
    try {
      if (!this.#store) throw new Error('no storage');
      this.#store.setItem(PREFIX + key, text);
      this.#memory.delete(key);
    } catch {
      this.#memory.set(key, text);
    }
  }

  /** Forget the value. */
  drop(key: string): void {
    this.#memory.delete(key);
    try {
      this.#store?.removeItem(PREFIX + key);
    } catch {
      // What cannot be reached cannot be read again either.
    }
  }

  #stored(key: string): string | null {
    try {
      return this.#store?.getItem(PREFIX + key) ?? null;
    } catch {
      return null;
    }
  }
}

function browserStore(): Store | null {
  try {
    return window.localStorage; // a browser that forbids storage in frames throws already here
  } catch {
    return null;
  }
}
