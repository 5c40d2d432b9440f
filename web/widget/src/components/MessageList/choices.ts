/** Which buttons stand under which message: those of a whole answer under its last message, where the eye is. */
import type { Button, ListCard, ShownMessage, WindowsCard } from '../../../../shared/api';
import { isSameAnswer } from './answers';

const NONE: readonly Button[] = [];

/** The buttons under each message, by seq; a message that is not in it has none. */
export function choicesOf(messages: readonly ShownMessage[]): (seq: number) => readonly Button[] {
  const bySeq = new Map<number, readonly Button[]>();
  let answer: ShownMessage[] = [];
  messages.forEach((message, index) => {
    answer.push(message);
    const next = messages[index + 1];
    if (next && isSameAnswer(message, next)) return;
    bySeq.set(message.seq, gathered(answer));
    answer = [];
  });
  return (seq) => bySeq.get(seq) ?? NONE;
}

/** Each button once, in the order of the messages, without those that a card has on itself. */
function gathered(answer: readonly ShownMessage[]): readonly Button[] {
  const shown = new Set(answer.flatMap(inCard));
  return answer
    .flatMap((message) => message.buttons)
    .filter(({ payload }) => {
      const isNew = !shown.has(payload);
      shown.add(payload);
      return isNew;
    });
}

/** The payloads that a card's own buttons send. */
function inCard({ kind, data }: ShownMessage): string[] {
  const { days = [], items = [] }: Partial<WindowsCard & Pick<ListCard, 'items'>> = (kind === 'card' && data) || {};
  const offered = [...days.flatMap((day) => day.windows), ...items];
  return offered.flatMap(({ payload }) => payload ?? []);
}
