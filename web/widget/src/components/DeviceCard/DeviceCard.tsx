import type { DeviceCard as Device, WarrantyBadge } from '../../../../shared/api';
import { longDay } from '../../format';
import { zh } from '../../zh';
import { Badge, CardFrame, Facts } from '../CardFrame/CardFrame';
import type { Tone } from '../CardFrame/CardFrame';
import type { CardProps } from '../CardFrame/props';

const LOOKS: Record<WarrantyBadge['state'], { tone: Tone; sign: string }> = {
  in: { tone: 'good', sign: '✓' },
  out: { tone: 'warn', sign: '!' },
  unknown: { tone: 'plain', sign: '?' },
};

/** A device of the customer and its warranty, with the source of the verdict. */
export function DeviceCard({ card }: CardProps<Device>) {
  const { warranty } = card;
  const subtitle = [card.category, card.model].filter((word) => word && word !== card.name).join(' · ');
  const facts = [
    { label: zh.card.serial, value: card.serial },
    { label: zh.card.boughtOn, value: card.bought_on && longDay(card.bought_on) },
    {
      label: warranty?.state === 'out' ? zh.card.warrantyEnded : zh.card.warrantyUntil,
      value: warranty?.until && longDay(warranty.until),
    },
  ];
  return (
    <CardFrame
      label={zh.card.deviceLabel(card.name)}
      title={card.name}
      subtitle={subtitle}
      badge={warranty && <Badge {...LOOKS[warranty.state]}>{warranty.label}</Badge>}
      source={warranty?.source ?? null}
    >
      <Facts facts={facts} />
    </CardFrame>
  );
}
