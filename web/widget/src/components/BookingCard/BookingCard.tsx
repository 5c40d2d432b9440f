import type { BookingCard as Booking, BookingStep } from '../../../../shared/api';
import { moment, shortMoment } from '../../format';
import { zh } from '../../zh';
import { Badge, CardFrame, Facts } from '../CardFrame/CardFrame';
import type { Tone } from '../CardFrame/CardFrame';
import type { CardProps } from '../CardFrame/props';
import { CopyButton } from '../CopyButton/CopyButton';
import './BookingCard.css';

/** Statuses that look other than "under way"; the words beside them come from the record. */
const TONES: Record<string, Tone> = { finished: 'good', cancelled: 'plain', waiting_parts: 'warn' };

/** A booking as its record says: number, facts, and how far it has come. */
export function BookingCard({ card }: CardProps<Booking>) {
  const facts = [
    { label: zh.card.appointment, value: card.appointment, isMain: true },
    { label: zh.card.place, value: card.place },
    { label: zh.card.device, value: card.device },
    { label: zh.card.contact, value: card.contact },
    { label: zh.card.note, value: card.note },
  ];
  return (
    <CardFrame
      label={zh.card.bookingLabel(card.title, card.number)}
      title={card.title}
      badge={<Badge tone={TONES[card.status] ?? 'brand'}>{card.status_name}</Badge>}
    >
      <div className="booking-number">
        <span>
          <span className="booking-number-label">{zh.card.number}</span> <b>{card.number}</b>
        </span>
        <CopyButton text={card.number} title={zh.card.copy} label={zh.card.copyNumber(card.number)} />
      </div>
      <Facts facts={facts} />
      {card.steps.length > 0 && <Steps steps={card.steps} />}
    </CardFrame>
  );
}

/** The way of a booking, from its first step to its last. */
function Steps({ steps }: { steps: readonly BookingStep[] }) {
  const present = steps.reduce((last, step, index) => (step.reached ? index : last), -1);
  return (
    <ol className="booking-steps" aria-label={zh.card.progress}>
      {steps.map((step, index) => (
        <Step key={`${index} ${step.name}`} step={step} isPresent={index === present} />
      ))}
    </ol>
  );
}

function Step({ step, isPresent }: { step: BookingStep; isPresent: boolean }) {
  const state = isPresent ? 'present' : step.reached ? 'reached' : 'coming';
  return (
    <li className="booking-step" data-state={state} aria-current={isPresent ? 'step' : undefined}>
      <span className="booking-dot" aria-hidden="true">
        {state === 'reached' && '✓'}
      </span>
      <span className="booking-step-name">
        {step.name}
        <span className="card-hidden">{zh.card.stepStates[state]}</span>
      </span>
      {step.reached && step.at && (
        <time dateTime={step.at} title={moment(step.at)}>
          {shortMoment(step.at)}
        </time>
      )}
    </li>
  );
}
