/**
 * What a shop's page (through the loader) and the chat page say to each other by postMessage.
 * Both ends check the other's exact window and origin before they look at a message.
 */

/** What the customer looks at: `undefined` leaves it as it was, `null` is nothing. */
export interface PageInView {
  /** Model code or the product's name, up to 100 characters. */
  product?: string | null;
  /** Order number, up to 40 characters. */
  order?: string | null;
}

/** Light, dark, or as the customer's system has it. */
export type Theme = 'light' | 'dark' | 'auto';

/** The options of the script tag, as far as the chat page needs them. */
export interface HostOptions extends PageInView {
  /** `#rrggbb`, lower case. */
  colour?: string;
  /** The shop's own line above the conversation, up to 100 characters. */
  greeting?: string;
  position?: 'left' | 'right';
  /** The token by which the shop vouches for its customer; never in an address. */
  customerToken?: string;
  largeText?: boolean;
  theme?: Theme;
}

/** Loader → chat page. */
export type ToPage =
  | { type: 'options'; options: HostOptions }
  | { type: 'opened' }
  | { type: 'closed' }
  | { type: 'identify'; customerToken: string | null }
  | ({ type: 'show' } & PageInView)
  | { type: 'send'; text: string };

/** A message of the conversation, as the shop's page hears of it: never its words. */
export interface MessageNews {
  author: string;
  kind: string;
  /** Place in the chat; 0 for a message that is still on its way. */
  seq: number;
}

/** Chat page → loader. */
export type ToHost =
  | { type: 'ready' }
  | { type: 'unread'; count: number }
  | { type: 'close' }
  | ({ type: 'message' } & MessageNews)
  | { type: 'owner'; owner: string }
  | { type: 'need_token' };

/** A message as it travels: marked, so that other scripts' messages are not mistaken for ours. */
export type Sealed<Message> = Message & { xiaoxiu: 1 };

/** Mark a message for its way. */
export function seal<Message extends ToPage | ToHost>(message: Message): Sealed<Message> {
  return { xiaoxiu: 1, ...message };
}

type Fields = Record<string, string>;

const MAYBE = 'string null undefined';
const OPTIONS: Record<keyof HostOptions, string> = {
  colour: MAYBE,
  greeting: MAYBE,
  position: MAYBE,
  product: MAYBE,
  order: MAYBE,
  customerToken: MAYBE,
  theme: MAYBE,
  largeText: 'boolean undefined',
};
const TO_PAGE: Record<ToPage['type'], Fields> = {
  options: { options: 'object' },
  opened: {},
  closed: {},
  identify: { customerToken: MAYBE },
  show: { product: MAYBE, order: MAYBE },
  send: { text: 'string' },
};

/** Whether the data of a message event is one for the chat page. */
export function isToPage(data: unknown): data is Sealed<ToPage> {
  return Object.entries(TO_PAGE).some(
    ([type, fields]) =>
      fits(fields, data) &&
      data['xiaoxiu'] === 1 &&
      data['type'] === type &&
      (type !== 'options' || fits(OPTIONS, data['options'])),
  );
}

/**
 * Whether the data of a message event is one for the loader. The mark is enough: whoever speaks from the chat page's own
 * window and origin is our own program, while to the page any script of a shop can speak.
 */
export function isToHost(data: unknown): data is Sealed<ToHost> {
  return (data as Partial<Sealed<ToHost>> | null)?.xiaoxiu === 1;
}

/** Whether every field has one of the types that are named for it. */
function fits(fields: Fields, data: unknown): data is Record<string, unknown> {
  if (typeof data !== 'object' || data === null) return false;
  const given = data as Record<string, unknown>;
  return Object.entries(fields).every(([name, types]) =>
    types.split(' ').includes(given[name] === null ? 'null' : typeof given[name]),
  );
}
