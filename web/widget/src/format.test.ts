import { describe, expect, it } from 'vitest';
import { distance, fileSize, longDay, moment, shortMoment, yuan, yuanRange } from './format';

describe('money', () => {
  it.each([
    ['nothing', 0, '¥0'],
    ['whole yuan', 26_000, '¥260'],
    ['thousands are grouped', 128_000, '¥1,280'],
    ['millions are grouped', 123_456_700, '¥1,234,567'],
    ['fen are kept', 9_950, '¥99.50'],
    ['a single fen', 1, '¥0.01'],
    ['below nothing', -500, '-¥5'],
  ])('%s', (_, fen, read) => {
    expect(yuan(fen)).toBe(read);
  });

  it.each([
    ['a range', 69_900, 89_900, '¥699–899'],
    ['no upper end', 17_000, null, '¥170'],
    ['both ends the same', 5_000, 5_000, '¥50'],
  ])('%s', (_, low, high, read) => {
    expect(yuanRange(low, high)).toBe(read);
  });
});

describe('dates', () => {
  const now = new Date('2026-11-22T12:00:00+08:00');

  it('a day is read without leading zeros', () => {
    expect(longDay('2026-08-04')).toBe('2026年8月4日');
  });

  it('what is no day stays as it came', () => {
    expect(longDay('昨天')).toBe('昨天');
  });

  it.each([
    ['this year', '2026-11-22T14:05:00+08:00', '11月22日 周日 14:05'],
    ['another zone is read in Shanghai', '2026-11-22T23:30:00Z', '11月23日 周一 7:30'],
    ['without a zone it is Shanghai', '2026-11-22T14:05:00', '11月22日 周日 14:05'],
    ['another year is named', '2025-12-31T09:00:00+08:00', '2025年12月31日 周三 9:00'],
    ['no moment stays as it came', 'soon', 'soon'],
  ])('%s', (_, iso, read) => {
    expect(moment(iso, now)).toBe(read);
  });

  it('a short moment has day and clock', () => {
    expect(shortMoment('2026-11-22T06:05:00Z')).toBe('11/22 14:05');
  });
});

describe('distances and sizes', () => {
  it.each([
    [3, '10 米'],
    [847, '850 米'],
    [951, '950 米'],
    [998, '1 公里'],
    [3_240, '3.2 公里'],
    [9_960, '10 公里'],
    [118_400, '118 公里'],
  ])('%i metres', (metres, read) => {
    expect(distance(metres)).toBe(read);
  });

  it.each([
    [0, '0 B'],
    [1_000, '1000 B'],
    [412_000, '402 KB'],
    [1_048_576, '1 MB'],
    [8_420_000, '8 MB'],
    [1_300_000, '1.2 MB'],
  ])('%i bytes', (bytes, read) => {
    expect(fileSize(bytes)).toBe(read);
  });
});
