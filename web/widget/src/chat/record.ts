/** The record of one chat: reads older parts of it, reads a message again, rates a conversation. */
import type { MessageOf } from '../../../shared/api';
import * as api from './api';
import type { ChatState, News } from './state';

const OLDER_MESSAGES = 30;

/** Takes in what was read, as long as this chat is the one that is shown. */
export type Tell = (news: News) => void;

/** Fetch what is older than the oldest message that is shown. */
export async function readOlder(key: api.Key, state: ChatState, tell: Tell): Promise<void> {
  const before = state.messages[0]?.seq;
  if (!state.hasEarlier || state.older === 'loading' || before === undefined) return;
  tell({ type: 'older' });
  try {
    tell({ type: 'older-came', view: await api.readMessages(key, { before, limit: OLDER_MESSAGES }) });
  } catch {
    tell({ type: 'older-failed' });
  }
}

/** Read one message again. */
export async function readAgain(key: api.Key, seq: number, tell: Tell): Promise<void> {
  const view = await api.readMessages(key, { before: seq + 1, limit: 1 });
  view.messages.forEach((message) => tell({ type: 'message', message }));
}

/** What a customer thinks: 1 to 5, and some words. */
export interface Opinion {
  score: number;
  comment: string;
}

/** Rate the conversation that `asked` asks about, or else the present one; throws what the server says against it. */
export async function rate(
  key: api.Key,
  opinion: Opinion,
  asked: MessageOf<'survey'> | null,
  tell: Tell,
): Promise<void> {
  if (asked === null) return api.rate(key, { ...opinion });
  const { seq, data } = asked;
  try {
    await api.rate(key, { ...opinion, conversation: data.conversation });
    tell({ type: 'rated', seq, score: opinion.score });
  } catch (error) {
    if (!(error instanceof api.Refused) || error.code !== 'already_rated') throw error;
    await readAgain(key, seq, tell); // rated in another window: show what was said there
  }
}
