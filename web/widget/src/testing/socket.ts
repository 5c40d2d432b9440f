/** A socket of the test's own: what the page emits is kept, what the server emits is said by hand. */
import type { io } from 'socket.io-client';

type Heard = (...args: unknown[]) => void;

export class FakeSocket {
  connected = false;
  readonly emitted: [string, unknown][] = [];
  /** What a resync is answered with; no answer while undefined. */
  answer: unknown = undefined;
  reconnects = 0;
  auth: unknown = null;
  readonly #heard = new Map<string, Heard>();

  /** To hand in instead of socket.io's `io`. */
  get io(): typeof io {
    const connect = (_namespace: string, options: { auth: (give: (auth: unknown) => void) => void }): unknown => {
      options.auth((auth) => (this.auth = auth));
      return this;
    };
    return connect as unknown as typeof io;
  }

  on(event: string, heard: Heard): this {
    this.#heard.set(event, heard);
    return this;
  }

  timeout(): this {
    return this;
  }

  emit(event: string, data: unknown, answered?: (late: Error | null, answer: unknown) => void): this {
    this.emitted.push([event, data]);
    if (answered && this.answer !== undefined) answered(null, this.answer);
    return this;
  }

  connect(): this {
    this.reconnects += 1;
    return this;
  }

  disconnect(): this {
    if (this.connected) this.cut();
    return this;
  }

  /** The server says something. */
  hear(event: string, ...args: unknown[]): void {
    this.#heard.get(event)?.(...args);
  }

  /** The connection is there. */
  open(): void {
    this.connected = true;
    this.hear('connect');
  }

  /** The connection is gone. */
  cut(): void {
    this.connected = false;
    this.hear('disconnect', 'transport close');
  }
}
