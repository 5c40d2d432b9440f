/** The live connection of one chat: a socket, or long polling where the network lets no socket through. */
import { io, type Socket } from 'socket.io-client';
import type { ChatView, ServerEvents, SocketAuth } from '../../../shared/api';
import { EVENTS, LIMITS, SOCKET } from '../../../shared/api';
import { isLost, readMessages, Refused, type Key } from './api';

/** What the connection tells of. */
export interface Listener {
  onView(view: ChatView): void;
  onMessage(message: ServerEvents['message']): void;
  onStatus(status: ServerEvents['status']): void;
  onOwner(standing: ServerEvents['owner']): void;
  onTyping(typing: ServerEvents['typing']): void;
  onLink(link: 'connecting' | 'online' | 'offline'): void;
  onLost(error: Refused): void;
  /** Seq of the newest message that is there. */
  lastSeq(): number;
}

const POLL_AFTER_MS = 5000; // a socket that is not there by then is helped out by polling
const POLL_SECONDS = 20;
const POLL_REST_MS = 1000; // an empty answer may come at once, from a server that is closing
const POLL_PAUSE_MS = 3000;
const ANSWER_MS = 6000;
const REFUSED_PAUSE_MS = 5000;
const CALM_MS = 1500; // a cut that is mended within this is not worth a word

export class Connection {
  readonly #key: Key;
  readonly #listener: Listener;
  readonly #socket: Socket;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #poll: AbortController | null = null;
  #isResyncing = false;
  #isClosed = false;

  constructor(key: Key, listener: Listener, connect: typeof io = io) {
    this.#key = key;
    this.#listener = listener;
    this.#socket = connect(SOCKET.namespace, {
      path: SOCKET.path,
      auth: (give: (auth: object) => void) => give(this.#auth()),
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 8000,
      randomizationFactor: 0.5,
      timeout: 8000,
      forceNew: true,
    });
    this.#listen();
    this.#lost(); // until it is there
    for (const name of ['online', 'pageshow']) window.addEventListener(name, this.wake);
    window.addEventListener('pagehide', this.#rest);
    window.addEventListener('offline', this.#offline);
    document.addEventListener('visibilitychange', this.#shown);
  }

  /** Say that the customer types, or has stopped. A hint: lost without a socket. */
  type(typing: boolean): void {
    if (this.#socket.connected) this.#socket.emit(EVENTS.typing, { typing });
  }

  /** Say how far the customer has read. */
  read(seq: number): void {
    if (this.#socket.connected) this.#socket.emit(EVENTS.read, { seq });
  }

  /** The page is seen again or the network is back: look at once whether the socket lives. */
  wake = (): void => {
    if (this.#isClosed) return;
    if (this.#socket.connected) void this.resync();
    else this.#reconnect();
  };

  /** Fetch what is missing; a socket that does not answer is replaced. */
  resync = async (): Promise<void> => {
    if (this.#isResyncing || this.#isClosed) return;
    this.#isResyncing = true;
    try {
      let view: ChatView;
      do {
        view = await this.#ask();
        if (this.#isClosed) return;
        this.#listener.onView(view);
      } while (view.messages.length >= LIMITS.messagesPerRead);
      this.#online();
    } catch (error) {
      if (isLost(error)) this.#listener.onLost(error);
      else if (!this.#isClosed && !(error instanceof Refused)) this.#reconnect();
    } finally {
      this.#isResyncing = false;
    }
  };

  /** Let go of everything. */
  close(): void {
    this.#isClosed = true;
    this.#timers.forEach(clearTimeout);
    this.#poll?.abort();
    this.#socket.disconnect();
    for (const name of ['online', 'pageshow']) window.removeEventListener(name, this.wake);
    window.removeEventListener('pagehide', this.#rest);
    window.removeEventListener('offline', this.#offline);
    document.removeEventListener('visibilitychange', this.#shown);
  }

  #auth(): SocketAuth {
    return { token: this.#key.token, after: this.#listener.lastSeq() };
  }

  #listen(): void {
    this.#socket.on('connect', () => {
      this.#stopPolling();
      void this.resync();
    });
    this.#socket.on('disconnect', () => this.#lost());
    this.#socket.on('connect_error', (error: Error & { data?: { code?: string; message?: string } }) => {
      this.#refused(error.data?.code ?? null, error.message);
    });
    this.#socket.on(EVENTS.message, (message: ServerEvents['message']) => {
      const expected = this.#listener.lastSeq() + 1;
      this.#listener.onMessage(message);
      if (message.seq > expected) this.#fillGap(expected - 1);
    });
    this.#socket.on(EVENTS.status, (status: ServerEvents['status']) => this.#listener.onStatus(status));
    this.#socket.on(EVENTS.owner, (standing: ServerEvents['owner']) => this.#listener.onOwner(standing));
    this.#socket.on(EVENTS.typing, (typing: ServerEvents['typing']) => this.#listener.onTyping(typing));
  }

  /** A push came before its forerunner: fetch what lies between. Not all seqs are shown, so once is enough. */
  #fillGap(after: number): void {
    readMessages(this.#key, { after }).then(
      (view) => !this.#isClosed && this.#listener.onView(view),
      () => undefined, // the next resync makes it good
    );
  }

  #ask(): Promise<ChatView> {
    const after = this.#listener.lastSeq();
    if (!this.#socket.connected) return readMessages(this.#key, { after });
    return new Promise((resolve, reject) => {
      this.#socket
        .timeout(ANSWER_MS)
        .emit(EVENTS.resync, { after }, (late: Error | null, answer: ChatView & { error?: RefusalFacts }) => {
          if (late) reject(late);
          else if (answer.error) reject(new Refused(400, answer.error.code, answer.error.message));
          else resolve(answer);
        });
    });
  }

  #reconnect(): void {
    if (this.#isClosed) return;
    this.#socket.disconnect().connect();
    this.#lost();
  }

  #refused(code: string | null, message: string): void {
    if (code === null) return this.#lost(); // the transport; socket.io tries again by itself
    const error = new Refused(401, code, message);
    if (isLost(error)) this.#listener.onLost(error);
    else this.#after('refused', REFUSED_PAUSE_MS, () => this.#socket.connect());
  }

  #lost(): void {
    if (this.#isClosed) return;
    this.#after('calm', CALM_MS, () => {
      if (!this.#socket.connected && !this.#poll) this.#listener.onLink(navigator.onLine ? 'connecting' : 'offline');
    });
    if (!this.#timers.has('poll') && !this.#poll) this.#after('poll', POLL_AFTER_MS, () => void this.#pollOn());
  }

  #online(): void {
    this.#cancel('calm');
    this.#listener.onLink('online');
  }

  /** Browsers keep no page for the way back while it has a socket, nor the shop's page around it. */
  #rest = (): void => void this.#socket.disconnect();

  #offline = (): void => this.#listener.onLink('offline');

  #shown = (): void => {
    if (document.visibilityState === 'visible') this.wake();
  };

  /** Ask again and again, until there is a socket. */
  async #pollOn(): Promise<void> {
    if (this.#socket.connected || this.#poll || this.#isClosed) return;
    const stop = (this.#poll = new AbortController());
    let waitSeconds = 0; // the first answer comes at once and shows that the server can be reached
    while (!stop.signal.aborted) {
      try {
        const after = this.#listener.lastSeq();
        const view = await readMessages(this.#key, { after, waitSeconds }, stop.signal);
        if (stop.signal.aborted) return;
        waitSeconds = POLL_SECONDS;
        this.#listener.onView(view);
        this.#online();
        if (view.messages.length === 0) await pause(POLL_REST_MS, stop.signal);
      } catch (error) {
        if (stop.signal.aborted) return;
        if (isLost(error)) return this.#listener.onLost(error);
        waitSeconds = 0;
        this.#listener.onLink('offline');
        await pause(POLL_PAUSE_MS + Math.random() * POLL_PAUSE_MS, stop.signal);
      }
    }
  }

  #stopPolling(): void {
    this.#cancel('poll');
    this.#poll?.abort();
    this.#poll = null;
  }

  #after(name: string, waitMs: number, act: () => void): void {
    this.#cancel(name);
    this.#timers.set(
      name,
      setTimeout(() => {
        this.#timers.delete(name);
        if (!this.#isClosed) act();
      }, waitMs),
    );
  }

  #cancel(name: string): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }
}

interface RefusalFacts {
  code: string;
  message: string;
}

function pause(waitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, waitMs);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
