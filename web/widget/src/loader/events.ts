/** What the shop's page can hear: every event is a CustomEvent `xiaoxiu:…` on the window. */
import type { MessageNews } from '../host-messages';

/** Events by name, with what they carry in `detail`. */
export interface Events {
  /** The launcher is on the page, and `Xiaoxiu` can be used. */
  ready: object;
  open: object;
  close: object;
  message: MessageNews;
  unread: { count: number };
  owner: { owner: string };
  /** The customer token was refused or has run out: call `identify` with a new one. */
  needtoken: object;
}

/** A function of the shop's page that hears an event. */
export type Handler<Name extends keyof Events> = (detail: Events[Name]) => void;

interface Hearing {
  event: string;
  handler: unknown;
  listener: EventListener;
}

let hearings: Hearing[] = [];
let isReady = false;

/** Tell the shop's page; a handler that fails there stays its own affair. */
export function emit<Name extends keyof Events>(name: Name, detail: Events[Name]): void {
  isReady ||= name === 'ready';
  window.dispatchEvent(new CustomEvent(eventOf(name), { detail }));
}

/** Call `handler` at every event of that name; for `ready` also when it was before. */
export function on<Name extends keyof Events>(name: Name, handler: Handler<Name>): void {
  const event = eventOf(name);
  const listener = (told: Event) => handler((told as CustomEvent<Events[Name]>).detail);
  off(name, handler);
  hearings.push({ event, handler, listener });
  addEventListener(event, listener);
  if (isReady && name === 'ready') queueMicrotask(() => handler({} as Events[Name]));
}

/** Stop calling `handler`. */
export function off<Name extends keyof Events>(name: Name, handler: Handler<Name>): void {
  const event = eventOf(name);
  hearings = hearings.filter((hearing) => {
    const isMeant = hearing.event === event && hearing.handler === handler;
    if (isMeant) window.removeEventListener(event, hearing.listener);
    return !isMeant;
  });
}

function eventOf(name: string): string {
  return `xiaoxiu:${name}`;
}
