import { expect, it } from 'vitest';
import type { ShownMessage } from '../../../../shared/api';
import { messageOf } from '../../testing/facts';
import { choicesOf } from './choices';

const REPAIR = { title: '预约维修', payload: '/book_repair' };
const PARTS = { title: '各部件保多久', payload: '/parts' };
const HUMAN = { title: '转人工', payload: '/request_human' };

function titlesOf(messages: ShownMessage[]): string[][] {
  const choices = choicesOf(messages);
  return messages.map(({ seq }) => choices(seq).map(({ title }) => title));
}

it('the buttons of an answer stand under its last message, each once and in order', () => {
  const answer = [
    messageOf(2, { in_reply_to: 1, buttons: [REPAIR, PARTS] }),
    messageOf(3, { in_reply_to: 1 }),
    messageOf(4, { in_reply_to: 1, buttons: [HUMAN, REPAIR] }),
    messageOf(5, { in_reply_to: 1 }),
  ];

  expect(titlesOf(answer)).toEqual([[], [], [], ['预约维修', '各部件保多久', '转人工']]);
});

it.each([
  ['answers to two messages', { in_reply_to: 1 }, { in_reply_to: 2 }],
  ['what the bot says of its own accord', {}, {}],
  ['what an agent says', { in_reply_to: 1 }, { in_reply_to: 1, author: 'agent' as const }],
])('%s keep their buttons apart', (_name, one, other) => {
  const messages = [messageOf(3, { ...one, buttons: [REPAIR] }), messageOf(4, { ...other, buttons: [HUMAN] })];

  expect(titlesOf(messages)).toEqual([['预约维修'], ['转人工']]);
});

it('a button that is on a card of the answer is not shown a second time', () => {
  const data = {
    type: 'list',
    lead: null,
    title: '我的设备',
    items: [{ title: '冰箱', detail: null, payload: '/pick' }],
  };
  const pick = { title: '冰箱', payload: '/pick' };
  const answer = [
    messageOf(2, { in_reply_to: 1, kind: 'card', data, buttons: [pick] }),
    messageOf(3, { in_reply_to: 1, buttons: [pick, HUMAN] }),
  ];

  expect(titlesOf(answer)).toEqual([[], ['转人工']]);
});

it('a card without contents breaks nothing', () => {
  expect(titlesOf([messageOf(2, { kind: 'card', data: null, buttons: [HUMAN] })])).toEqual([['转人工']]);
});
