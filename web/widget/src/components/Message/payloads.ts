import type { Card } from '../../../../shared/api';

/** The payloads that a card's own buttons send, so that none of them is shown a second time under the card. */
export function payloadsOf(card: Card): Set<string> {
  if (card.type === 'windows') return new Set(card.days.flatMap((day) => day.windows.map((window) => window.payload)));
  if (card.type === 'list') return new Set(card.items.flatMap((item) => item.payload ?? []));
  return new Set();
}
