import type { RefObject } from 'react';
import type { CentreCard as Centres, CentreFacts } from '../../../../shared/api';
import { distance } from '../../format';
import { zh } from '../../zh';
import { Badge, CardFrame, Facts } from '../CardFrame/CardFrame';
import { useFold } from '../CardFrame/fold';
import type { CardProps } from '../CardFrame/props';
import { CopyButton } from '../CopyButton/CopyButton';
import './CentreCard.css';

const SHOWN_AT_ONCE = 3;

/** What may be dialled: digits with the usual signs between them, nothing else. */
const PHONE = /^\+?\d[\d\s()-]{3,24}$/;

/** Service centres with the ways to reach them; more than three are folded. */
export function CentreCard({ card }: CardProps<Centres>) {
  const { centres } = card;
  const { shown, unfold, next } = useFold<HTMLLIElement>(centres.length, SHOWN_AT_ONCE);
  return (
    <CardFrame label={zh.card.centresLabel(centres.length)}>
      <ul className="centres">
        {centres.slice(0, shown).map((centre, index) => (
          <Centre key={`${index} ${centre.name}`} centre={centre} place={index === SHOWN_AT_ONCE ? next : null} />
        ))}
      </ul>
      {shown < centres.length && (
        <button type="button" className="card-button card-more" onClick={unfold}>
          {zh.card.allCentres(centres.length)}
        </button>
      )}
    </CardFrame>
  );
}

interface CentreProps {
  centre: CentreFacts;
  /** Gets the line itself. */
  place: RefObject<HTMLLIElement | null> | null;
}

function Centre({ centre, place }: CentreProps) {
  const facts = [
    { label: zh.card.address, value: centre.address },
    { label: zh.card.hours, value: centre.hours },
    { label: zh.card.services, value: centre.services.join('、') },
    { label: zh.card.phone, value: centre.phone },
  ];
  return (
    <li className="centre" ref={place} tabIndex={place ? -1 : undefined}>
      <div className="card-head">
        <div className="card-titles">
          <p className="card-title">{centre.name}</p>
          {centre.distance_m !== null && <p className="card-subtitle">{zh.card.away(distance(centre.distance_m))}</p>}
        </div>
        {centre.open_now !== null && (
          <Badge tone={centre.open_now ? 'good' : 'plain'}>{centre.open_now ? zh.card.open : zh.card.closed}</Badge>
        )}
      </div>
      <Facts facts={facts} />
      <Ways centre={centre} />
    </li>
  );
}

/** The ways there: the telephone, the address to take along, and the map, which only the customer's own press opens. */
function Ways({ centre: { name, address, phone, route_url: route } }: { centre: CentreFacts }) {
  return (
    <div className="centre-ways">
      {PHONE.test(phone) && (
        <a
          className="card-button card-link"
          href={`tel:${phone.replace(/[^\d+]/g, '')}`}
          aria-label={zh.card.callCentre(name, phone)}
        >
          {zh.card.call}
        </a>
      )}
      <CopyButton text={address} title={zh.card.copyAddress} label={zh.card.copyAddressOf(name)} />
      {route?.startsWith('https://') && (
        <a
          className="card-button card-link"
          href={route}
          target="_blank"
          rel="noopener noreferrer"
          aria-label={zh.card.routeTo(name)}
        >
          {zh.card.route}
        </a>
      )}
    </div>
  );
}
