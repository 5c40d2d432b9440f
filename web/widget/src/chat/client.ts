/** One customer's chat: opens or resumes it, keeps it in step with the server, sends what he writes. */
import type { Button, ShownPage } from '../../../shared/api';
import { zh } from '../zh';
import * as api from './api';
import { deliver, wish } from './delivery';
import { bind, openFor, type Identity } from './opening';
import { Connection, type Listener } from './connection';
import { fileOf, PendingStore, pressOf, textOf, type Pending } from './pending';
import { isLost, Sender } from './sender';
import { Sessions, type Session } from './session';
import { EMPTY, lastSeq, reduce, type ChatState, type News } from './state';
import { TypingClock } from './typing';
import type { Vault } from './vault';

const FIRST_MESSAGES = 30;
const OLDER_MESSAGES = 30;

export class ChatClient {
  #state: ChatState = EMPTY;
  readonly #watchers = new Set<() => void>();
  readonly #sessions: Sessions;
  readonly #vault: Vault;
  readonly #onTokenRefused: () => void;
  readonly #clock: TypingClock;
  readonly #connect: (key: api.Key, listener: Listener) => Connection;
  #identity: Identity = { customerToken: null, page: {} };
  #session: Session | null = null;
  #connection: Connection | null = null;
  #sender: Sender | null = null;
  /** Grows with every chat begun, so that what a former one still answers is not taken for this one's. */
  #round = 0;

  constructor(
    vault: Vault,
    /** The shop's token was refused: its page may give another. */
    onTokenRefused: () => void,
    connect: (key: api.Key, listener: Listener) => Connection = (key, listener) => new Connection(key, listener),
  ) {
    this.#vault = vault;
    this.#sessions = new Sessions(vault);
    this.#onTokenRefused = onTokenRefused;
    this.#connect = connect;
    this.#clock = new TypingClock({
      say: (isOn) => this.#connection?.type(isOn),
      onSilence: (author) => this.#tell({ type: 'typing', author, isOn: false }),
    });
  }

  /** What is shown now. */
  get state(): ChatState {
    return this.#state;
  }

  /** Hear of every change; returns how to stop. */
  subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** Whether this customer has a chat that can be gone on with. */
  hasChat(identity: Identity): boolean {
    return this.#sessions.find(identity.customerToken) !== null;
  }

  /** Go on with this customer's chat, or open one. */
  async start(identity: Identity): Promise<void> {
    this.#identity = identity;
    const session = this.#sessions.find(identity.customerToken);
    await this.#begin(session, null);
  }

  /** Try again after the opening failed. */
  async retry(): Promise<void> {
    await this.start(this.#identity);
  }

  /** Begin a new chat; the former one stays on the server. */
  async restart(): Promise<void> {
    this.#sessions.drop(this.#identity.customerToken);
    await this.#begin(null, zh.start.restarted);
  }

  /** The customer has signed in at the shop's site (or out, with null). */
  async identify(customerToken: string | null): Promise<void> {
    const former = this.#identity;
    if (customerToken === former.customerToken) return;
    this.#identity = { ...former, customerToken };
    const visitor = former.customerToken === null ? this.#session : null;
    if (customerToken !== null && visitor && !this.#sessions.find(customerToken)) {
      const outcome = await bind(visitor, customerToken, this.#sessions);
      if (outcome === 'refused') this.#refuse();
      if (outcome !== 'other') return;
    }
    if (this.#state.phase !== 'idle') await this.start(this.#identity);
  }

  /** The customer looks at something else, or wants large text. */
  show(page: ShownPage): void {
    this.#identity = { ...this.#identity, page: { ...this.#identity.page, ...page } };
    if (this.#session) api.showPage(this.#session, page).catch(ignore);
  }

  /** Send what the customer wrote. */
  send(text: string): void {
    this.#clock.stop();
    this.#add(textOf(text));
  }

  /** Send what a button stands for. */
  press(button: Button): void {
    this.#add(pressOf(button.title, button.payload));
  }

  /** Ask for a person: works even when the button is no longer known. */
  askHuman(): void {
    this.#add(wish('human'));
  }

  /** Give up the place in the queue. */
  leaveQueue(): void {
    this.#add(wish('leave'));
  }

  /** Send a file. */
  sendFile(file: File): void {
    this.#add(fileOf(file), file);
  }

  /** Try a refused message again. */
  resend(clientId: string): void {
    this.#sender?.retry(clientId);
  }

  /** Give a message up that was not sent. */
  discard(clientId: string): void {
    this.#sender?.remove(clientId);
  }

  /** Whether another try of this one is possible. */
  canResend(item: Pending): boolean {
    return this.#sender?.canRetry(item) ?? false;
  }

  /** The customer types. */
  type(): void {
    this.#clock.type();
  }

  /** The customer sees everything up to the newest message. */
  markRead(): void {
    const seq = lastSeq(this.#state);
    if (seq <= this.#state.readSeq) return;
    this.#tell({ type: 'read', seq });
    this.#connection?.read(seq);
  }

  /** Fetch older messages. */
  async loadOlder(): Promise<void> {
    const { hasEarlier, older, messages } = this.#state;
    const before = messages[0]?.seq;
    if (!hasEarlier || older === 'loading' || before === undefined || !this.#session) return;
    const round = this.#round;
    this.#tell({ type: 'older' });
    try {
      const view = await api.readMessages(this.#session, { before, limit: OLDER_MESSAGES });
      if (round === this.#round) this.#tell({ type: 'older-came', view });
    } catch {
      if (round === this.#round) this.#tell({ type: 'older-failed' });
    }
  }

  /** Rate the conversation; throws what the server says against it. `seq` is the survey's message, if there is one. */
  async rate(score: number, comment: string, seq: number | null): Promise<void> {
    if (!this.#session) throw new api.Unreachable('no chat');
    await api.rate(this.#session, { score, comment });
    if (seq !== null) this.#tell({ type: 'rated', seq, score });
  }

  /** Reconnect at once. */
  wake(): void {
    this.#connection?.wake();
    this.#sender?.kick();
  }

  /** An attachment's address has run out: read its message again. */
  async refresh(seq: number): Promise<void> {
    if (!this.#session) return;
    const view = await api.readMessages(this.#session, { before: seq + 1, limit: 1 });
    view.messages.forEach((message) => this.#tell({ type: 'message', message }));
  }

  /** Let go of everything. */
  stop(): void {
    this.#round += 1;
    this.#connection?.close();
    this.#sender?.stop();
    this.#clock.stop();
    this.#connection = this.#sender = this.#session = null;
  }

  /** Send one more; what the page had to say about the beginning has been read. */
  #add(item: Pending, file?: File): void {
    if (this.#state.notice !== null) this.#tell({ type: 'notice', notice: null });
    this.#sender?.add(item, file);
  }

  async #begin(session: Session | null, notice: string | null, carried: Pending[] = []): Promise<void> {
    this.stop();
    const round = this.#round;
    this.#tell({ type: 'opening' });
    try {
      const known = session ?? (await this.#open());
      const view = await api.readMessages(known, { limit: FIRST_MESSAGES });
      if (round === this.#round) this.#enter(known, view, notice, carried);
    } catch (error) {
      if (round !== this.#round) return;
      if (session && isLost(error)) await this.#renew(session);
      else this.#tell({ type: 'failed' });
    }
  }

  async #open(): Promise<Session> {
    const { session, isRefused } = await openFor(this.#identity, this.#sessions);
    if (isRefused) this.#refuse();
    return session;
  }

  /** The customer goes on as a visitor. */
  #refuse(): void {
    this.#identity = { ...this.#identity, customerToken: null };
    this.#tell({ type: 'notice', notice: zh.start.tokenRefused });
    this.#onTokenRefused();
  }

  #enter(session: Session, view: Parameters<Listener['onView']>[0], notice: string | null, carried: Pending[]): void {
    this.#session = session;
    const store = new PendingStore(this.#vault, session.chatId);
    carried.forEach((item) => store.put(item));
    const sender = (this.#sender = new Sender(store, {
      deliver: (item, file, onProgress) => deliver(session, item, file, onProgress),
      onChange: (pending) => this.#tell({ type: 'pending', pending }),
      onLost: () => void this.#renew(session),
    }));
    this.#tell({ type: 'opened', view, pending: sender.items, notice });
    this.#connection = this.#connect(session, this.#listener(session));
    sender.settle(view.messages);
    sender.kick();
    if (this.#identity.page.large_text !== undefined) this.show({ large_text: this.#identity.page.large_text });
  }

  /** The server no longer knows this chat: begin another, and let the customer decide about what was not sent. */
  async #renew(lost: Session): Promise<void> {
    this.#sessions.drop(this.#identity.customerToken);
    const store = new PendingStore(this.#vault, lost.chatId);
    const unsent = store.load().filter((item) => item.kind === 'text');
    store.load().forEach((item) => store.drop(item.clientId));
    const carried = unsent.map((item) => ({ ...textOf(item.text), state: 'failed' as const }));
    await this.#begin(null, zh.start.renewed, carried);
  }

  #listener(session: Session): Listener {
    return {
      onView: (view) => {
        this.#tell({ type: 'view', view });
        this.#clock.heard(this.#state.typing);
        this.#sender?.settle(view.messages);
      },
      onMessage: (message) => {
        this.#tell({ type: 'message', message });
        this.#sender?.settle([message]);
      },
      onStatus: (status) => this.#tell({ type: 'status', status }),
      onOwner: (standing) => this.#tell({ type: 'standing', standing }),
      onTyping: ({ author, typing }) => {
        if (author === 'customer') return; // his own other tab
        this.#tell({ type: 'typing', author, isOn: typing });
        this.#clock.heard(this.#state.typing);
      },
      onLink: (link) => {
        if (link !== this.#state.link) this.#tell({ type: 'link', link });
        if (link !== 'online') return;
        this.#sender?.kick();
        if (this.#state.readSeq > 0) this.#connection?.read(this.#state.readSeq); // what was read meanwhile
      },
      onLost: () => void this.#renew(session),
      lastSeq: () => lastSeq(this.#state),
    };
  }

  #tell(news: News): void {
    const next = reduce(this.#state, news);
    if (next === this.#state) return;
    this.#state = next;
    this.#watchers.forEach((watcher) => watcher());
  }
}

function ignore(): void {
  // A hint about the page; the next one or the next chat carries it again.
}
