import { describe, expect, it } from 'vitest';
import { messageOf, viewOf } from '../testing/facts';
import { textOf } from './pending';
import { activeFrom, EMPTY, hasWritten, reduce, unread, type ChatState, type News } from './state';

function after(...news: News[]): ChatState {
  return news.reduce(reduce, EMPTY);
}

const OPENED: News = { type: 'opened', view: viewOf([messageOf(1)]), pending: [], notice: null };

describe('messages', () => {
  it('are kept in the order of their seq, whatever order they come in', () => {
    const state = after(OPENED, { type: 'message', message: messageOf(3) }, { type: 'message', message: messageOf(2) });

    expect(state.messages.map((message) => message.seq)).toEqual([1, 2, 3]);
  });

  it('are there once when they come twice', () => {
    const state = after(
      OPENED,
      { type: 'message', message: messageOf(2) },
      { type: 'view', view: viewOf([messageOf(2)]) },
    );

    expect(state.messages.map((message) => message.seq)).toEqual([1, 2]);
  });

  it('that were there at the beginning are history', () => {
    const state = after(OPENED, { type: 'message', message: messageOf(2) });

    expect(state.historySeq).toBe(1);
  });

  it('that are older join at the front', () => {
    const opened: News = { ...OPENED, view: viewOf([messageOf(31)], { earlier: true }) };

    const state = after(opened, { type: 'older' }, { type: 'older-came', view: viewOf([messageOf(30)]) });

    expect(state.messages.map((message) => message.seq)).toEqual([30, 31]);
    expect([state.older, state.hasEarlier]).toEqual(['idle', false]);
  });
});

describe('what is unread', () => {
  it('counts what others said behind the last one read', () => {
    const own = messageOf(3, { author: 'customer' });
    const state = after(
      OPENED,
      { type: 'read', seq: 1 },
      { type: 'view', view: viewOf([messageOf(2), own, messageOf(4)]) },
    );

    expect(unread(state)).toBe(2);
  });

  it('is known from the server after a reload', () => {
    const view = viewOf([messageOf(1, { status: 'read' }), messageOf(2)]);

    expect(unread(after({ ...OPENED, view }))).toBe(1);
  });
});

describe('buttons', () => {
  it('of an answer are past once the customer has written again', () => {
    const own = messageOf(2, { author: 'customer' });

    expect(activeFrom(after(OPENED))).toBe(0);
    expect(activeFrom(after(OPENED, { type: 'message', message: own }))).toBe(2);
  });

  it('are past while a message is on its way, and back when it was refused', () => {
    const item = textOf('在吗');

    expect(activeFrom(after(OPENED, { type: 'pending', pending: [item] }))).toBe(Infinity);
    expect(activeFrom(after(OPENED, { type: 'pending', pending: [{ ...item, state: 'failed' }] }))).toBe(0);
  });
});

describe('typing', () => {
  it('ends with the message of who typed', () => {
    const state = after(
      OPENED,
      { type: 'typing', author: 'bot', isOn: true },
      { type: 'message', message: messageOf(2) },
    );

    expect(state.typing).toBeNull();
  });

  it('of an agent outlasts a message of the bot', () => {
    const state = after(
      OPENED,
      { type: 'typing', author: 'agent', isOn: true },
      { type: 'message', message: messageOf(2) },
    );

    expect(state.typing).toBe('agent');
  });

  it('is forgotten with the connection', () => {
    const state = after(OPENED, { type: 'typing', author: 'bot', isOn: true }, { type: 'link', link: 'offline' });

    expect(state.typing).toBeNull();
  });
});

describe('who answers', () => {
  it('changes with the place in the queue', () => {
    const standing = { owner: 'queue', queue_position: 3, agent_name: null } as const;

    const state = after(OPENED, { type: 'standing', standing });

    expect([state.owner, state.queuePosition]).toEqual(['queue', 3]);
  });
});

it('a rating is remembered on its survey', () => {
  const survey = messageOf(2, { kind: 'survey', data: { conversation: 1, score: null } });

  const state = after(OPENED, { type: 'message', message: survey }, { type: 'rated', seq: 2, score: 4 });

  expect(state.messages[1]?.data).toEqual({ conversation: 1, score: 4 });
});

it('a chat with the welcome only has nothing of the customer in it', () => {
  expect(hasWritten(after(OPENED))).toBe(false);
  expect(hasWritten(after(OPENED, { type: 'pending', pending: [textOf('你好')] }))).toBe(true);
});
