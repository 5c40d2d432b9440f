/** What the customer has sent and the server has not yet acknowledged; survives a reload of the page. */
import type { Vault } from './vault';

/** Where a message on its way stands. */
export type PendingState = 'sending' | 'waiting' | 'limited' | 'failed' | 'sent';

/** A message on its way. */
export interface Pending {
  /** UUID; the same at every try, so that the server takes it once. */
  clientId: string;
  kind: 'text' | 'payload' | 'file';
  /** What the customer reads in his own bubble: his words, the button's title, the file's name. */
  text: string;
  payload?: string;
  /** Words to send instead when the server no longer knows the payload. */
  otherwise?: string;
  /** Bytes and media type, of a file. */
  file?: { bytes: number; mediaType: string };
  /** From 0 to 1, of a file. */
  progress?: number;
  /** ISO 8601. */
  createdAt: string;
  state: PendingState;
  /** Why it was refused, in the server's words. */
  reason?: string;
  /** Of the stored message, once acknowledged. */
  seq?: number;
}

const AUTOMATIC_MS = 24 * 3_600_000; // what is older is not sent without being asked for

/** A text on its way. */
export function textOf(text: string): Pending {
  return { ...begun(), kind: 'text', text };
}

/** A pressed button on its way. */
export function pressOf(title: string, payload: string, otherwise?: string): Pending {
  return { ...begun(), kind: 'payload', text: title, payload, ...(otherwise ? { otherwise } : {}) };
}

/** A file on its way. */
export function fileOf(file: File): Pending {
  return { ...begun(), kind: 'file', text: file.name, file: { bytes: file.size, mediaType: file.type }, progress: 0 };
}

/** The messages on their way of one chat, as stored. Each change reads first: another tab may have written. */
export class PendingStore {
  readonly #vault: Vault;
  readonly #key: string;

  constructor(vault: Vault, chatId: string) {
    this.#vault = vault;
    this.#key = `pending:${chatId}`;
  }

  /** What an earlier page left; files are gone with it, and what is old waits to be asked for. */
  load(now: Date = new Date()): Pending[] {
    return this.#read().map((item) => {
      const isOld = now.getTime() - Date.parse(item.createdAt) > AUTOMATIC_MS;
      if (item.kind === 'file') return { ...item, state: 'failed' as const };
      return item.state === 'failed' || isOld ? { ...item, state: 'failed' as const } : { ...item, state: 'sending' };
    });
  }

  /** Take all of them out. */
  empty(): Pending[] {
    const all = this.load();
    this.#vault.drop(this.#key);
    return all;
  }

  /** Keep a new or changed one. */
  put(item: Pending): void {
    const others = this.#read().filter((each) => each.clientId !== item.clientId);
    const index = this.#read().findIndex((each) => each.clientId === item.clientId);
    others.splice(index < 0 ? others.length : index, 0, item);
    this.#vault.write(this.#key, others);
  }

  /** Forget one. */
  drop(clientId: string): void {
    const left = this.#read().filter((each) => each.clientId !== clientId);
    if (left.length > 0) this.#vault.write(this.#key, left);
    else this.#vault.drop(this.#key);
  }

  #read(): Pending[] {
    const found = this.#vault.read(this.#key);
    return Array.isArray(found) ? found.filter(isPending) : [];
  }
}

/** A new UUID; also where the page is not served over HTTPS and `randomUUID` is missing. */
export function newId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte, index) => {
    const marked = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte;
    return marked.toString(16).padStart(2, '0');
  }).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function begun(): Pick<Pending, 'clientId' | 'createdAt' | 'state'> {
  return { clientId: newId(), createdAt: new Date().toISOString(), state: 'sending' };
}

function isPending(value: unknown): value is Pending {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Record<string, unknown>;
  return ['clientId', 'kind', 'text', 'createdAt', 'state'].every((name) => typeof fields[name] === 'string');
}
