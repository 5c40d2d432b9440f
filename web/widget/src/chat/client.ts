/** One customer's chat: opens or resumes it, keeps it in step with the server, sends what he writes. */
import type { Button, MessageOf, ShownPage } from '../../../shared/api';
import { zh } from '../zh';
import * as api from './api';
import { deliver, wish } from './delivery';
import { bind, openFor, type Identity } from './opening';
import { Connection, type Listener } from './connection';
import { fileOf, PendingStore, pressOf, textOf, type Pending } from './pending';
import { rate, readAgain, readOlder, type Tell } from './record';
import { Sender } from './sender';
import { Sessions, type Session } from './session';
import { EMPTY, lastSeq, reduce, type ChatState, type News } from './state';
import { TypingClock } from './typing';
import type { Vault } from './vault';

const FIRST_MESSAGES = 30;

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
  /** Who signs in or out does so after the one before. */
  #identifying: Promise<void> = Promise.resolve();
  /** A token for which the visitor's chat could not yet be made the customer's. */
  #unbound: string | null = null;
  /** What a former chat of the same customer did not get sent; the next one takes it over. */
  #carried: Pending[] = [];
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
    await this.#begin(this.#sessions.find(identity.customerToken), null);
  }

  /** Try again after the opening failed. */
  async retry(): Promise<void> {
    await this.start(this.#identity);
  }

  /** Begin a new chat; the former one stays on the server. */
  async restart(): Promise<void> {
    if (this.#session) await this.#renew(this.#session, zh.start.restarted);
  }

  /** The customer has signed in at the shop's site (or out, with null). */
  identify(customerToken: string | null): Promise<void> {
    this.#unbound = null;
    this.#identifying = this.#identifying.then(() => this.#become(customerToken));
    return this.#identifying;
  }

  async #become(customerToken: string | null): Promise<void> {
    const former = this.#identity;
    if (customerToken === former.customerToken) return;
    this.#identity = { ...former, customerToken };
    if (this.#sessions.areOfOne(former.customerToken, customerToken)) return;
    this.#carried = [];
    const visitor = former.customerToken === null ? this.#session : null;
    if (customerToken !== null && visitor && !this.#sessions.find(customerToken)) {
      const outcome = await bind(visitor, customerToken, this.#sessions);
      if (outcome === 'bound') this.#tell({ type: 'notice', notice: null });
      if (outcome === 'refused') this.#refuse();
      if (outcome === 'later') {
        this.#identity = { ...this.#identity, customerToken: null }; // the visitor that he was, until the line is better
        this.#unbound = customerToken;
      }
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
    this.#wish('human');
  }

  /** Give up the place in the queue. */
  leaveQueue(): void {
    this.#wish('leave');
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
    if (this.#session) await readOlder(this.#session, this.#state, this.#teller());
  }

  /** An attachment's address has run out: read its message again. */
  async refresh(seq: number): Promise<void> {
    if (this.#session) await readAgain(this.#session, seq, this.#teller());
  }

  /** Rate the conversation that `asked` asks about, or else the present one; throws what the server says against it. */
  async rate(score: number, comment: string, asked: MessageOf<'survey'> | null): Promise<void> {
    if (!this.#session) throw new api.Unreachable('no chat');
    await rate(this.#session, { score, comment }, asked, this.#teller());
  }

  /** Reconnect at once. */
  wake(): void {
    this.#connection?.wake();
    this.#sender?.kick();
  }

  /** Let go of everything. */
  stop(): void {
    this.#round += 1;
    this.#connection?.close();
    this.#sender?.stop();
    this.#clock.stop();
    this.#connection = this.#sender = this.#session = null;
  }

  /** Pressing twice is wishing once. */
  #wish(name: Parameters<typeof wish>[0]): void {
    const item = wish(name);
    const isOnItsWay = this.#state.pending.some(
      ({ payload, state }) => payload === item.payload && state !== 'failed' && state !== 'sent',
    );
    if (!isOnItsWay) this.#add(item);
  }

  /** Send one more; what the page had to say about the beginning has been read. */
  #add(item: Pending, file?: File): void {
    if (this.#state.notice !== null) this.#tell({ type: 'notice', notice: null });
    this.#sender?.add(item, file);
  }

  async #begin(session: Session | null, notice: string | null): Promise<void> {
    this.stop();
    const round = this.#round;
    this.#tell({ type: 'opening' });
    try {
      const known = session ?? (await this.#open(round));
      const view = await api.readMessages(known, { limit: FIRST_MESSAGES });
      if (round === this.#round) this.#enter(known, view, notice);
    } catch (error) {
      if (round !== this.#round) return;
      if (session && api.isLost(error)) await this.#renew(session, zh.start.renewed);
      else this.#tell({ type: 'failed' });
    }
  }

  async #open(round: number): Promise<Session> {
    const { session, isRefused } = await openFor(this.#identity, this.#sessions);
    if (isRefused && round === this.#round) this.#refuse();
    return session;
  }

  /** The customer goes on as a visitor. */
  #refuse(): void {
    this.#identity = { ...this.#identity, customerToken: null };
    this.#tell({ type: 'notice', notice: zh.start.tokenRefused });
    this.#onTokenRefused();
  }

  #enter(session: Session, view: Parameters<Listener['onView']>[0], notice: string | null): void {
    this.#session = session;
    const store = new PendingStore(this.#vault, session.chatId);
    this.#carried.splice(0).forEach((item) => store.put(item));
    const sender = (this.#sender = new Sender(store, {
      deliver: (item, file, onProgress) => deliver(session, item, file, onProgress),
      onChange: (pending) => this.#tell({ type: 'pending', pending }),
      onLost: () => this.#lose(session),
    }));
    this.#tell({ type: 'opened', view, pending: sender.items, notice });
    this.#connection = this.#connect(session, this.#listener(session));
    sender.settle(view.messages);
    sender.kick();
    if (this.#identity.page.large_text !== undefined) this.show({ large_text: this.#identity.page.large_text });
  }

  /** Several may say so at once, and a former chat's last answer may come late. */
  #lose(session: Session): void {
    if (this.#session === session) void this.#renew(session, zh.start.renewed);
  }

  /** Leave a chat and begin another; the customer decides about what was not sent. */
  async #renew(left: Session, why: string): Promise<void> {
    this.#sessions.drop(this.#identity.customerToken);
    const unsent = new PendingStore(this.#vault, left.chatId).empty().filter((item) => item.kind === 'text');
    this.#carried = unsent.map((item) => ({ ...textOf(item.text), state: 'failed' as const }));
    await this.#begin(null, unsent.length > 0 ? why + zh.start.unsent : why);
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
        if (this.#unbound !== null) void this.identify(this.#unbound);
        if (this.#state.readSeq > 0) this.#connection?.read(this.#state.readSeq); // what was read meanwhile
      },
      onLost: () => this.#lose(session),
      lastSeq: () => lastSeq(this.#state),
    };
  }

  /** For answers that may come when another chat is shown. */
  #teller(): Tell {
    const round = this.#round;
    return (news) => round === this.#round && this.#tell(news);
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
