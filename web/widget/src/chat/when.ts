/** When something was said, as people read it; Asia/Shanghai. */
import { moment } from '../format';
import { zh } from '../zh';

const SHANGHAI_MS = 8 * 3_600_000; // no summer time since 1991
const DAY_MS = 24 * 3_600_000;
const PAUSE_MS = 10 * 60_000; // a pause that is worth a line of its own

/** 14:05 for today, 昨天 14:05, else 11月22日 周日 14:05. */
export function whenSaid(iso: string, now: Date = new Date()): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return '';
  const clock = new Date(at + SHANGHAI_MS).toISOString().slice(11, 16);
  const days = dayOf(now.getTime()) - dayOf(at);
  if (days === 0) return `${zh.time.today} ${clock}`;
  return days === 1 ? `${zh.time.yesterday} ${clock}` : moment(iso, now);
}

/** Whether a line with the time belongs between two messages. */
export function isPause(before: string | undefined, after: string): boolean {
  if (before === undefined) return true;
  const [one, other] = [Date.parse(before), Date.parse(after)];
  return other - one > PAUSE_MS || dayOf(one) !== dayOf(other);
}

function dayOf(at: number): number {
  return Math.floor((at + SHANGHAI_MS) / DAY_MS);
}
