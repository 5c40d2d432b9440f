/** Money, dates, distances and sizes as people in China read them. Every date is one of Asia/Shanghai. */

/** China keeps one time zone and no summer time (since 1991), so the offset is fixed and no time zone data is needed. */
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'] as const;

/** An amount of fen: ¥1,280 or ¥99.50. */
export function yuan(fen: number): string {
  const [whole = '0', cents = '00'] = (Math.abs(fen) / 100).toFixed(2).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${fen < 0 ? '-' : ''}¥${grouped}${cents === '00' ? '' : `.${cents}`}`;
}

/** A range of amounts in fen; one amount when there is no upper end or both are the same. */
export function yuanRange(lowFen: number, highFen: number | null): string {
  return highFen === null || highFen === lowFen ? yuan(lowFen) : `${yuan(lowFen)}–${yuan(highFen).slice(1)}`;
}

/** A day "YYYY-MM-DD": 2026年11月25日. What is no such day is given back as it came. */
export function longDay(day: string): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(day);
  return parts ? `${Number(parts[1])}年${Number(parts[2])}月${Number(parts[3])}日` : day;
}

/** A moment (ISO 8601) as day and clock: 11月22日 周日 14:05; with the year when it is not the present one. */
export function moment(iso: string, now: Date = new Date()): string {
  const at = inShanghai(read(iso));
  if (!at) return iso;
  const year = at.year === inShanghai(now)?.year ? '' : `${at.year}年`;
  return `${year}${at.month}月${at.day}日 ${at.weekday} ${at.clock}`;
}

/** A moment (ISO 8601) in a narrow place: 11/22 14:05. */
export function shortMoment(iso: string): string {
  const at = inShanghai(read(iso));
  return at ? `${at.month}/${at.day} ${at.clock}` : iso;
}

/** A distance in metres: 850 米, 3.2 公里, 120 公里. */
export function distance(metres: number): string {
  if (metres < 995) return `${Math.max(10, Math.round(metres / 10) * 10)} 米`;
  const kilometres = metres / 1000;
  return `${kilometres < 9.95 ? trimmed(kilometres) : Math.round(kilometres)} 公里`;
}

/** A size in bytes: 320 KB, 1.2 MB. */
export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kilobytes = Math.round(bytes / 1024);
  return kilobytes < 1000 ? `${kilobytes} KB` : `${trimmed(bytes / (1024 * 1024))} MB`;
}

interface ShanghaiTime {
  year: number;
  month: number;
  day: number;
  weekday: string;
  clock: string;
}

/** A moment without a zone is one of Shanghai, not of the customer's clock. */
function read(iso: string): Date {
  return new Date(/T[\d:.]+$/.test(iso) ? `${iso}+08:00` : iso);
}

function inShanghai(moment: Date): ShanghaiTime | null {
  const at = new Date(moment.getTime() + SHANGHAI_OFFSET_MS);
  if (Number.isNaN(at.getTime())) return null;
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    weekday: WEEKDAYS[at.getUTCDay()] ?? '',
    clock: `${at.getUTCHours()}:${String(at.getUTCMinutes()).padStart(2, '0')}`,
  };
}

/** One decimal, without ".0". */
function trimmed(value: number): string {
  return value.toFixed(1).replace(/\.0$/, '');
}
