/** Messages and views as the server sends them, with what a test does not care for filled in. */
import type { ChatView, ShownMessage } from '../../../shared/api';

/** A message of the bot, changed by `facts`. */
export function messageOf(seq: number, facts: Partial<ShownMessage> = {}): ShownMessage {
  return {
    seq,
    id: `m${seq}`,
    author: 'bot',
    author_name: null,
    kind: 'text',
    text: `第 ${seq} 条`,
    buttons: [],
    data: null,
    created_at: `2026-11-22T10:${String(seq % 60).padStart(2, '0')}:00+08:00`,
    status: 'sent',
    in_reply_to: null,
    client_id: null,
    ...facts,
  };
}

/** A view with these messages. */
export function viewOf(messages: ShownMessage[] = [], facts: Partial<ChatView> = {}): ChatView {
  return {
    owner: 'bot',
    agent_name: null,
    agent_read_seq: 0,
    agent_typing: false,
    earlier: false,
    typing: false,
    queue_position: null,
    messages,
    ...facts,
  };
}

/** A storage of the test's own. */
export function storeOf(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    clear: () => kept.clear(),
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
  };
}
