/** Which chat belongs to whom in this browser: one for each customer of the shop, and one for an anonymous visitor. */
import type { OpenedChat } from '../../../shared/api';
import type { Key } from './api';
import type { Vault } from './vault';

const ANONYMOUS = 'anonymous';
const MARGIN_MS = 60_000; // a token that runs out within a minute is not begun with

/** A chat of this browser. */
export interface Session extends Key {
  /** ISO 8601. */
  expiresAt: string;
}

/** The chats that this browser knows. */
export class Sessions {
  readonly #vault: Vault;

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  /** The chat of this customer (his token, or null for a visitor), unless it has run out. */
  find(customerToken: string | null, now: Date = new Date()): Session | null {
    const found = this.#vault.read(keyOf(customerToken));
    if (!isSession(found) || !(Date.parse(found.expiresAt) - MARGIN_MS > now.getTime())) return null;
    return found;
  }

  /** Remember the chat that was opened for this customer. */
  keep(customerToken: string | null, opened: OpenedChat): Session {
    const session = { chatId: opened.chat_id, token: opened.token, expiresAt: opened.expires_at };
    this.#vault.write(keyOf(customerToken), session);
    return session;
  }

  /** A visitor has signed in: his chat becomes this customer's, and the next visitor begins anew. */
  move(customerToken: string, session: Session): void {
    this.#vault.write(keyOf(customerToken), session);
    this.#vault.drop(keyOf(null));
  }

  /** Whether both tokens are one signed-in customer's: his shop renews them now and then. */
  areOfOne(one: string | null, other: string | null): boolean {
    return one !== null && other !== null && keyOf(one) === keyOf(other) && subjectOf(one) !== null;
  }

  /** Forget the chat of this customer. */
  drop(customerToken: string | null): void {
    this.#vault.drop(keyOf(customerToken));
  }
}

/**
 * Whose token it is, read without checking its signature: it only chooses the drawer in this browser, the server checks.
 * Null for what is no token.
 */
export function subjectOf(customerToken: string): string | null {
  try {
    const [, claims = ''] = customerToken.split('.');
    const bytes = Uint8Array.from(atob(claims.replace(/-/g, '+').replace(/_/g, '/')), (char) => char.charCodeAt(0));
    const read = JSON.parse(new TextDecoder().decode(bytes)) as { sub?: unknown };
    return typeof read.sub === 'string' && read.sub !== '' ? read.sub : null;
  } catch {
    return null;
  }
}

function keyOf(customerToken: string | null): string {
  const subject = customerToken === null ? null : subjectOf(customerToken);
  return subject === null ? `chat:${ANONYMOUS}` : `chat:customer:${subject}`;
}

function isSession(value: unknown): value is Session {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Record<string, unknown>;
  return ['chatId', 'token', 'expiresAt'].every((name) => typeof fields[name] === 'string' && fields[name] !== '');
}
