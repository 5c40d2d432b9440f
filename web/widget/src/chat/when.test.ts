import { expect, it } from 'vitest';
import { isPause, whenSaid } from './when';

const NOW = new Date('2026-11-22T00:30:00+08:00');

it.each([
  ['today', '2026-11-22T00:05:00+08:00', '今天 00:05'],
  ['today, said in another zone', '2026-11-21T16:05:00Z', '今天 00:05'],
  ['a few minutes before midnight', '2026-11-21T23:55:00+08:00', '昨天 23:55'],
  ['the day before', '2026-11-20T14:05:00+08:00', '11月20日 周五 14:05'],
  ['nonsense', 'soon', ''],
])('%s is read as people say it', (_name, iso, words) => {
  expect(whenSaid(iso, NOW)).toBe(words);
});

it.each([
  ['the first message', undefined, '2026-11-22T10:00:00+08:00', true],
  ['a quick answer', '2026-11-22T10:00:00+08:00', '2026-11-22T10:05:00+08:00', false],
  ['a long pause', '2026-11-22T10:00:00+08:00', '2026-11-22T10:11:00+08:00', true],
  ['midnight between', '2026-11-21T23:59:00+08:00', '2026-11-22T00:01:00+08:00', true],
])('%s: a line with the time or not', (_name, before, after, expected) => {
  expect(isPause(before, after)).toBe(expected);
});
