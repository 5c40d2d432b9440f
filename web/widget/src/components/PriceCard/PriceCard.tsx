import type { PriceCard as Prices } from '../../../../shared/api';
import { yuanRange } from '../../format';
import { CardFrame } from '../CardFrame/CardFrame';
import type { CardProps } from '../CardFrame/props';
import './PriceCard.css';

/** Prices of the list with the note on what they hold for, and where they come from. */
export function PriceCard({ card }: CardProps<Prices>) {
  return (
    <CardFrame label={card.title} title={card.title} subtitle={card.device} source={card.source}>
      <ul className="prices">
        {card.items.map((item, index) => (
          <li className="price" key={`${index} ${item.name}`}>
            <span className="price-name">
              {item.name}
              {item.detail && <small>{item.detail}</small>}
            </span>
            <b className="price-sum">{yuanRange(item.low_fen, item.high_fen)}</b>
          </li>
        ))}
      </ul>
      {card.note && <p className="card-note price-note">{card.note}</p>}
    </CardFrame>
  );
}
