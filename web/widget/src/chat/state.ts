/** What the chat page knows, and how each piece of news changes it. Pure: no clock, no network. */
import type { ChatView, ShownMessage, Standing, Status } from '../../../shared/api';
import type { Pending } from './pending';

/** Who answers. */
export type Owner = ChatView['owner'];

/** Everything that is shown. */
export interface ChatState {
  /** `idle`: not asked for yet. */
  phase: 'idle' | 'opening' | 'open' | 'failed';
  /** Online until it turns out otherwise: a page that comes up in a moment need not say that it is coming. */
  link: 'connecting' | 'online' | 'offline';
  /** Ascending by seq, each once. */
  messages: ShownMessage[];
  /** Seq of the newest message that was there at the beginning: what is behind it is read aloud. */
  historySeq: number;
  /** There are older ones on the server. */
  hasEarlier: boolean;
  older: 'idle' | 'loading' | 'failed';
  owner: Owner;
  queuePosition: number | null;
  agentName: string | null;
  /** How far the agent has read. */
  agentReadSeq: number;
  /** How far the customer has read. */
  readSeq: number;
  typing: 'bot' | 'agent' | null;
  pending: Pending[];
  /** A sentence of the page's own about the conversation as a whole. */
  notice: string | null;
}

/** A piece of news. */
export type News =
  | { type: 'opening' }
  | { type: 'failed' }
  | { type: 'opened'; view: ChatView; pending: Pending[]; notice: string | null }
  | { type: 'view'; view: ChatView }
  | { type: 'older' }
  | { type: 'older-came'; view: ChatView }
  | { type: 'older-failed' }
  | { type: 'message'; message: ShownMessage }
  | { type: 'status'; status: Status }
  | { type: 'standing'; standing: Standing }
  | { type: 'typing'; author: 'bot' | 'agent'; isOn: boolean }
  | { type: 'link'; link: ChatState['link'] }
  | { type: 'pending'; pending: Pending[] }
  | { type: 'read'; seq: number }
  | { type: 'rated'; seq: number; score: number }
  | { type: 'notice'; notice: string | null };

export const EMPTY: ChatState = {
  phase: 'idle',
  link: 'online',
  messages: [],
  historySeq: 0,
  hasEarlier: false,
  older: 'idle',
  owner: 'bot',
  queuePosition: null,
  agentName: null,
  agentReadSeq: 0,
  readSeq: 0,
  typing: null,
  pending: [],
  notice: null,
};

/** The state after a piece of news. */
export function reduce(state: ChatState, news: News): ChatState {
  switch (news.type) {
    case 'opening':
      return { ...EMPTY, phase: 'opening' };
    case 'failed':
      return { ...state, phase: 'failed' };
    case 'opened':
      return opened(state, news.view, news.pending, news.notice);
    case 'view':
      return withStanding(merged(state, news.view.messages), news.view);
    case 'older':
      return { ...state, older: 'loading' };
    case 'older-came':
      return { ...merged(state, news.view.messages), older: 'idle', hasEarlier: news.view.earlier };
    case 'older-failed':
      return { ...state, older: 'failed' };
    case 'message':
      return merged(state, [news.message]);
    case 'status':
      return {
        ...state,
        readSeq: Math.max(state.readSeq, news.status.read_seq),
        agentReadSeq: news.status.agent_read_seq ?? state.agentReadSeq,
      };
    case 'standing':
      return standing(state, news.standing);
    case 'typing':
      return typing(state, news.author, news.isOn);
    case 'link':
      return { ...state, link: news.link, typing: news.link === 'online' ? state.typing : null };
    case 'pending':
      return { ...state, pending: news.pending };
    case 'read':
      return { ...state, readSeq: Math.max(state.readSeq, news.seq) };
    case 'rated':
      return { ...state, messages: state.messages.map((message) => rated(message, news.seq, news.score)) };
    case 'notice':
      return { ...state, notice: news.notice };
  }
}

/** Seq of the newest message; 0 without any. */
export function lastSeq(state: ChatState): number {
  return state.messages[state.messages.length - 1]?.seq ?? 0;
}

/** Messages of others that the customer has not read. */
export function unread(state: ChatState): number {
  return state.messages.filter((message) => message.author !== 'customer' && message.seq > state.readSeq).length;
}

/** Whether the customer has written anything in this chat. */
export function hasWritten(state: ChatState): boolean {
  return state.pending.length > 0 || state.hasEarlier || state.messages.some((one) => one.author === 'customer');
}

/** Seq behind which buttons can be pressed: what was offered before the customer's last word is past. */
export function activeFrom(state: ChatState): number {
  if (state.pending.some((item) => item.state !== 'failed')) return Infinity;
  return state.messages.reduce((seq, message) => (message.author === 'customer' ? message.seq : seq), 0);
}

function opened(state: ChatState, view: ChatView, pending: Pending[], notice: string | null): ChatState {
  const fresh: ChatState = { ...EMPTY, phase: 'open', pending, notice: notice ?? state.notice };
  const filled = withStanding(merged(fresh, view.messages), view);
  return { ...filled, historySeq: lastSeq(filled), hasEarlier: view.earlier ?? false };
}

/** Each seq once: what comes again replaces what was there. */
function merged(state: ChatState, news: ShownMessage[]): ChatState {
  if (news.length === 0) return state;
  const bySeq = new Map(state.messages.map((message) => [message.seq, message]));
  news.forEach((message) => bySeq.set(message.seq, message));
  const messages = [...bySeq.values()].sort((one, other) => one.seq - other.seq);
  const read = news.filter((one) => one.status === 'read' && one.author !== 'customer').map((one) => one.seq);
  const typer = state.typing;
  const hasSpoken = news.some((one) => one.author === typer || (typer === 'bot' && one.author === 'system'));
  return {
    ...state,
    messages,
    readSeq: Math.max(state.readSeq, ...read),
    typing: hasSpoken ? null : typer,
  };
}

function withStanding(state: ChatState, view: ChatView): ChatState {
  const now = standing(state, view);
  const isBot = view.typing && view.owner !== 'agent';
  return {
    ...now,
    agentReadSeq: view.agent_read_seq ?? now.agentReadSeq,
    typing: isBot ? 'bot' : view.agent_typing ? 'agent' : null,
  };
}

function standing(state: ChatState, news: Standing): ChatState {
  const agentName = news.agent_name ?? null;
  const isSame = news.owner === state.owner;
  return {
    ...state,
    owner: news.owner,
    queuePosition: news.queue_position,
    agentName,
    typing: isSame ? state.typing : null,
  };
}

function typing(state: ChatState, author: 'bot' | 'agent', isOn: boolean): ChatState {
  if (isOn) return { ...state, typing: author };
  return state.typing === author ? { ...state, typing: null } : state;
}

function rated(message: ShownMessage, seq: number, score: number): ShownMessage {
  return message.seq === seq ? { ...message, data: { ...message.data, score } } : message;
}
