import { expect, it } from 'vitest';
import { messageOf } from '../../testing/facts';
import { startOfAnswer } from './answers';

it.each([
  [
    'the first of several replies',
    [messageOf(1, { author: 'customer' }), messageOf(2, { in_reply_to: 1 }), messageOf(3, { in_reply_to: 1 })],
    2,
  ],
  [
    'the last reply when the one before answers something else',
    [messageOf(2, { in_reply_to: 1 }), messageOf(4, { in_reply_to: 3 })],
    4,
  ],
  ['each message of an agent', [messageOf(2, { author: 'agent' }), messageOf(3, { author: 'agent' })], 3],
  ['nothing without messages', [], 0],
])('an answer begins with %s', (_name, messages, seq) => {
  expect(startOfAnswer(messages)).toBe(seq);
});
