import { expect, it, vi } from 'vitest';
import type { Message, MessageOf } from '../../../shared/api';
import { messageOf, viewOf } from '../testing/facts';
import * as api from './api';
import { rate, readOlder, type Tell } from './record';
import { EMPTY } from './state';

const KEY = { chatId: 'c1', token: 't1' };
const asked = messageOf(4, { kind: 'survey', author: 'system', data: { conversation: 2, score: null } });
const survey = asked as Message as MessageOf<'survey'>;

it('a rating tells which conversation is meant', async () => {
  const send = vi.spyOn(api, 'rate').mockResolvedValue();
  const tell = vi.fn<Tell>();

  await rate(KEY, { score: 5, comment: '好' }, survey, tell);
  await rate(KEY, { score: 4, comment: '' }, null, tell);

  expect(send.mock.calls.map(([, rating]) => rating)).toEqual([
    { score: 5, comment: '好', conversation: 2 },
    { score: 4, comment: '' },
  ]);
  expect(tell.mock.calls).toEqual([[{ type: 'rated', seq: 4, score: 5 }]]);
});

it('a conversation that was rated in another window shows what was said there', async () => {
  vi.spyOn(api, 'rate').mockRejectedValue(new api.Refused(409, 'already_rated', '已经评价过了'));
  const stored = { ...asked, data: { conversation: 2, score: 3 } };
  vi.spyOn(api, 'readMessages').mockResolvedValue(viewOf([stored]));
  const tell = vi.fn<Tell>();

  await rate(KEY, { score: 5, comment: '' }, survey, tell);

  expect(tell.mock.calls).toEqual([[{ type: 'message', message: stored }]]);
});

it('a rating that did not arrive is not shown as given', async () => {
  vi.spyOn(api, 'rate').mockRejectedValue(new api.Unreachable());
  const tell = vi.fn<Tell>();

  await expect(rate(KEY, { score: 5, comment: '' }, survey, tell)).rejects.toThrow(api.Unreachable);

  expect(tell).not.toHaveBeenCalled();
});

it.each([
  ['there are none', { hasEarlier: false }],
  ['they are on their way', { hasEarlier: true, older: 'loading' as const }],
])('older messages are not asked for when %s', async (_name, facts) => {
  const read = vi.spyOn(api, 'readMessages').mockReset();

  await readOlder(KEY, { ...EMPTY, messages: [messageOf(9)], ...facts }, vi.fn());

  expect(read).not.toHaveBeenCalled();
});
