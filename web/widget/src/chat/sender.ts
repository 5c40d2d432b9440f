/** Sends what is on its way: in order, one at a time, with the same id until the server has answered. */
import type { AcceptedMessage, ShownMessage, UploadedFile } from '../../../shared/api';
import { isLost, Refused } from './api';
import type { Pending, PendingStore } from './pending';
import { newId } from './pending';

/** What the sender needs from the chat. */
export interface Outlet {
  /** One try. */
  deliver(
    item: Pending,
    file: File | null,
    onProgress: (share: number) => void,
  ): Promise<AcceptedMessage | UploadedFile>;
  /** The list has changed. */
  onChange(items: Pending[]): void;
  /** The chat is gone or closed to this token. */
  onLost(error: Refused): void;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 15_000;

export class Sender {
  #items: Pending[];
  readonly #files = new Map<string, File>();
  readonly #store: PendingStore;
  readonly #outlet: Outlet;
  #isBusy = false;
  #isStopped = false;
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: PendingStore, outlet: Outlet) {
    this.#store = store;
    this.#outlet = outlet;
    this.#items = store.load();
  }

  /** What is on its way, oldest first. */
  get items(): Pending[] {
    return this.#items;
  }

  /** Send one more. */
  add(item: Pending, file?: File): void {
    if (file) this.#files.set(item.clientId, file);
    const isHeldUp = this.#items.some((each) => each.state === 'waiting');
    this.#items = [...this.#items, isHeldUp ? { ...item, state: 'waiting' } : item];
    this.#store.put(item);
    this.#changed();
    void this.#run();
  }

  /** Try again at once what waits: the network is back. */
  kick(): void {
    if (this.#items.some((item) => item.state === 'limited')) return; // the server has said when
    clearTimeout(this.#timer);
    this.#tries = 0;
    void this.#run();
  }

  /** The customer asks for another try of a refused one. */
  retry(clientId: string): void {
    const item = this.#find(clientId);
    if (!item || item.state !== 'failed' || !this.canRetry(item)) return;
    this.#change(item, { state: 'sending', reason: undefined });
    void this.#run();
  }

  /** Whether another try is possible: a file is gone after a reload. */
  canRetry(item: Pending): boolean {
    return item.kind !== 'file' || this.#files.has(item.clientId);
  }

  /** The customer gives one up. */
  remove(clientId: string): void {
    this.#forget(clientId);
    this.#changed();
  }

  /** These have come back as messages of the conversation. */
  settle(messages: ShownMessage[]): void {
    const own = messages.filter((message) => message.author === 'customer');
    const arrived = this.#items.filter((item) =>
      own.some((message) => message.client_id === item.clientId || message.seq === item.seq),
    );
    if (arrived.length === 0) return;
    arrived.forEach((item) => this.#forget(item.clientId));
    this.#changed();
  }

  /** Send nothing any more; what is stored stays so. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    if (this.#isBusy || this.#isStopped) return;
    this.#isBusy = true;
    clearTimeout(this.#timer);
    try {
      for (let item = this.#next(); item && !this.#isStopped; item = this.#next()) {
        if (!(await this.#try(item))) break;
      }
    } finally {
      this.#isBusy = false;
    }
  }

  /** One try; false when the rest has to wait. */
  async #try(item: Pending): Promise<boolean> {
    const file = this.#files.get(item.clientId) ?? null;
    try {
      const progress = (share: number): void => this.#change(item, { progress: share });
      const accepted = await this.#outlet.deliver(item, file, progress);
      this.#tries = 0;
      this.#store.drop(item.clientId);
      this.#change(item, { state: 'sent', seq: accepted.seq }, false);
      return true;
    } catch (error) {
      return this.#isStopped ? false : this.#failed(item, error);
    }
  }

  #failed(item: Pending, error: unknown): boolean {
    if (isLost(error)) {
      this.#outlet.onLost(error);
      return false;
    }
    if (error instanceof Refused && !error.isPassing) {
      this.#refused(item, error);
      return true;
    }
    const isLimit = error instanceof Refused && error.status === 429;
    if (error instanceof Refused) this.#change(item, { state: isLimit ? 'limited' : 'sending' });
    else this.#holdUp();
    const given = error instanceof Refused ? error.retryAfterSeconds : null;
    this.#again(given === null ? this.#nextWait() : given * 1000);
    return false;
  }

  /** Without a network nothing that is left goes out. */
  #holdUp(): void {
    this.#items = this.#items.map((item) => (item.state === 'sending' ? { ...item, state: 'waiting' } : item));
    this.#changed();
  }

  #refused(item: Pending, error: Refused): void {
    if (item.kind === 'payload' && item.otherwise && error.code === 'unknown_payload') {
      this.#forget(item.clientId);
      const other: Pending = { ...item, clientId: newId(), kind: 'text', text: item.otherwise };
      this.#items = [other, ...this.#items];
      this.#store.put(other);
      this.#changed();
      return;
    }
    this.#change(item, { state: 'failed', reason: error.message });
  }

  #again(waitMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), waitMs);
  }

  /** Grows from 1 s to 15 s, with jitter, so that not all customers come back at the same moment. */
  #nextWait(): number {
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#tries);
    this.#tries += 1;
    return longest / 2 + (Math.random() * longest) / 2;
  }

  #next(): Pending | undefined {
    return this.#items.find((item) => item.state !== 'failed' && item.state !== 'sent');
  }

  #find(clientId: string): Pending | undefined {
    return this.#items.find((item) => item.clientId === clientId);
  }

  #change(item: Pending, facts: Partial<Pending>, isStored = facts.progress === undefined): void {
    const present = this.#find(item.clientId);
    if (!present) return; // it has come back as a message meanwhile
    const changed = { ...present, ...facts };
    this.#items = this.#items.map((each) => (each === present ? changed : each));
    if (isStored) this.#store.put(changed);
    this.#changed();
  }

  #forget(clientId: string): void {
    this.#items = this.#items.filter((item) => item.clientId !== clientId);
    this.#files.delete(clientId);
    this.#store.drop(clientId);
  }

  /** A stopped one may still hear of its last try; what is shown then is another chat. */
  #changed(): void {
    if (!this.#isStopped) this.#outlet.onChange(this.#items);
  }
}
