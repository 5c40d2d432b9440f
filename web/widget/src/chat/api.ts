/** The customer API over HTTP. Every method throws `Refused` for an error answer and `Unreachable` when there is none. */
import type {
  AcceptedMessage,
  ChatView,
  ErrorEnvelope,
  NewChat,
  NewMessage,
  OpenedChat,
  Rating,
  ShownPage,
  UploadedFile,
} from '../../../shared/api';

const ROOT = '/api/v1/chats';
const ANSWER_MS = 15_000;
const UPLOAD_MS = 180_000;

/** The server said no; `message` is a sentence for the customer. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Seconds to wait before another try, where the server says so. */
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message);
  }

  /** The same request may succeed later by itself. */
  get isPassing(): boolean {
    return this.status === 429 || this.status >= 500;
  }
}

const LOST_CODES = new Set(['not_authenticated', 'not_allowed', 'chat_not_found']);

/** Whether the server no longer knows this chat under this token. */
export function isLost(error: unknown): error is Refused {
  return error instanceof Refused && LOST_CODES.has(error.code);
}

/** No answer: offline, blocked, or too slow. */
export class Unreachable extends Error {}

/** What opens one chat. */
export interface Key {
  chatId: string;
  token: string;
}

/** Which part of the conversation: behind a seq (waiting for something new if wanted), before one, or the newest. */
export type Part = { after: number; waitSeconds?: number } | { before: number; limit: number } | { limit: number };

/** What a new chat is told of the page it is opened on. */
export type OpeningFacts = Pick<NewChat, 'page' | 'large_text'>;

/** Open a chat; its welcome is in it when this returns. */
export function openChat(wanted: NewChat): Promise<OpenedChat> {
  return request<OpenedChat>('POST', '', { body: wanted });
}

/** Send a text or a payload; the same client id again changes nothing. */
export function sendMessage(key: Key, message: NewMessage): Promise<AcceptedMessage> {
  return request<AcceptedMessage>('POST', `/${key.chatId}/messages`, { key, body: message });
}

/** Read a part of the conversation. */
export function readMessages(key: Key, part: Part, signal?: AbortSignal): Promise<ChatView> {
  const query = new URLSearchParams();
  let waitMs = 0;
  if ('after' in part) {
    query.set('after', String(part.after));
    if (part.waitSeconds) query.set('wait', String(part.waitSeconds));
    waitMs = (part.waitSeconds ?? 0) * 1000;
  } else {
    if ('before' in part) query.set('before', String(part.before));
    query.set('limit', String(part.limit));
  }
  return request<ChatView>('GET', `/${key.chatId}/messages?${query.toString()}`, { key, signal, waitMs });
}

/** Rate the conversation. */
export function rate(key: Key, rating: Rating): Promise<void> {
  return request<void>('POST', `/${key.chatId}/survey`, { key, body: rating });
}

/** Say what the customer looks at, or that he reads in large text. */
export function showPage(key: Key, page: ShownPage): Promise<void> {
  return request<void>('POST', `/${key.chatId}/page`, { key, body: page });
}

/** The customer has signed in at the shop's site. */
export function bindCustomer(key: Key, customerToken: string): Promise<void> {
  return request<void>('POST', `/${key.chatId}/customer`, { key, body: { customer_token: customerToken } });
}

/** A file on its way: its id, and how to hear how far it is (0 to 1). */
export interface Upload {
  file: File;
  clientId: string;
  onProgress(share: number): void;
}

/** Send a file. Not `fetch`, which cannot tell how far an upload is. */
export function sendFile(key: Key, upload: Upload): Promise<UploadedFile> {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    form.set('client_id', upload.clientId);
    form.set('file', upload.file, upload.file.name);
    const call = new XMLHttpRequest();
    call.open('POST', `${ROOT}/${key.chatId}/files`);
    call.setRequestHeader('Authorization', `Bearer ${key.token}`);
    call.timeout = UPLOAD_MS;
    call.upload.onprogress = (event) => {
      if (event.lengthComputable) upload.onProgress(event.loaded / event.total);
    };
    call.onerror = call.ontimeout = () => reject(new Unreachable('no answer'));
    call.onload = () => {
      const body = parsed(call.responseText);
      if (call.status >= 200 && call.status < 300) resolve(body as UploadedFile);
      else reject(refusal(call.status, body, call.getResponseHeader('Retry-After')));
    };
    call.send(form);
  });
}

interface Options {
  key?: Key;
  body?: object;
  signal?: AbortSignal | undefined;
  /** Milliseconds that the server was asked to wait before it answers. */
  waitMs?: number;
}

async function request<Answer>(method: string, path: string, options: Options): Promise<Answer> {
  const { key, body, signal, waitMs = 0 } = options;
  const headers: Record<string, string> = {};
  if (key) headers['Authorization'] = `Bearer ${key.token}`;
  if (body) headers['Content-Type'] = 'application/json';
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), ANSWER_MS + waitMs);
  const abort = (): void => stop.abort();
  signal?.addEventListener('abort', abort);
  try {
    const answer = await fetch(ROOT + path, {
      method,
      headers,
      body: body ? JSON.stringify(body) : null,
      signal: stop.signal,
      cache: 'no-store',
      credentials: 'omit',
    });
    const content = parsed(await answer.text());
    if (!answer.ok) throw refusal(answer.status, content, answer.headers.get('Retry-After'));
    return content as Answer;
  } catch (error) {
    throw error instanceof Refused ? error : new Unreachable(String(error));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

function parsed(text: string): unknown {
  try {
    return text === '' ? null : (JSON.parse(text) as unknown);
  } catch {
    return null; // a proxy's own page; the status says enough
  }
}

function refusal(status: number, body: unknown, retryAfter: string | null): Refused {
  const facts = (body as Partial<ErrorEnvelope> | null)?.error;
  const seconds = Number(retryAfter);
  return new Refused(
    status,
    facts?.code ?? 'error',
    facts?.message ?? '',
    retryAfter !== null && Number.isFinite(seconds) ? seconds : null,
  );
}
