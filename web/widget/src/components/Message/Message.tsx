import { Bubble } from '@chatui/core';
import type { Button, Card, Message as Known, MessageOf, ShownMessage } from '../../../../shared/api';
import { zh } from '../../zh';
import { BookingCard } from '../BookingCard/BookingCard';
import { Buttons } from '../Buttons/Buttons';
import { CentreCard } from '../CentreCard/CentreCard';
import { DeviceCard } from '../DeviceCard/DeviceCard';
import { FileCard } from '../FileCard/FileCard';
import { ListCard } from '../ListCard/ListCard';
import { Picture } from '../Picture/Picture';
import { PriceCard } from '../PriceCard/PriceCard';
import { Survey } from '../Survey/Survey';
import { Text } from '../Text/Text';
import { WindowsCard } from '../WindowsCard/WindowsCard';
import { Guarded } from './Guarded';
import './Message.css';

/** What a message can set off. */
export interface MessageActs {
  onChoose: (button: Button) => void;
  onRate: (score: number, comment: string, asked: MessageOf<'survey'>) => Promise<void>;
  /** The address of its attachment has run out. */
  onExpired: (seq: number) => void;
}

interface MessageProps {
  message: ShownMessage;
  /** Shown under it. */
  buttons: readonly Button[];
  acts: MessageActs;
  /** Its buttons are past. */
  disabled: boolean;
  isLarge: boolean;
}

/** What a message says, by its kind, and the buttons under it. */
export function Message({ message, buttons, acts, disabled, isLarge }: MessageProps) {
  return (
    <>
      <Guarded instead={<Words text={message.text ?? zh.message.unknown} />}>
        <Content message={message as Known} acts={acts} disabled={disabled} />
      </Guarded>
      {buttons.length > 0 && (
        <Buttons buttons={buttons} disabled={disabled} isLarge={isLarge} onChoose={acts.onChoose} />
      )}
    </>
  );
}

function Content({ message, acts, disabled }: { message: Known; acts: MessageActs; disabled: boolean }) {
  switch (message.kind) {
    case 'card':
      return <CardMessage message={message} onChoose={acts.onChoose} disabled={disabled} />;
    case 'image':
      return (
        <Picture
          data={message.data}
          isOwn={message.author === 'customer'}
          status={message.status}
          onExpired={() => acts.onExpired(message.seq)}
        />
      );
    case 'file':
      return <FileCard data={message.data} status={message.status} onExpired={() => acts.onExpired(message.seq)} />;
    case 'survey':
      return <Survey message={message} onRate={(score, comment) => acts.onRate(score, comment, message)} />;
    default:
      return (
        <Words
          text={message.text ?? (message.buttons.length > 0 ? null : zh.message.unknown)}
          isByAgent={message.author === 'agent'}
        />
      );
  }
}

/** Words in a bubble; nothing without words. */
export function Words({ text, isByAgent = false }: { text: string | null; isByAgent?: boolean }) {
  if (!text) return null;
  return (
    <Bubble>
      <Text text={text} isByAgent={isByAgent} />
    </Bubble>
  );
}

interface CardMessageProps {
  message: Extract<Known, { kind: 'card' }>;
  onChoose: (button: Button) => void;
  disabled: boolean;
}

/** The lead (or, without one, the whole wording) above the card. */
function CardMessage({ message, onChoose, disabled }: CardMessageProps) {
  const card = message.data;
  return (
    <>
      <Words text={card?.lead ?? message.text} />
      <AnyCard card={card} onChoose={onChoose} disabled={disabled} />
    </>
  );
}

/** A card of a kind that this page does not know yet shows its wording only. */
function AnyCard({ card, ...rest }: { card: Card; onChoose: (button: Button) => void; disabled: boolean }) {
  switch (card?.type) {
    case 'device':
      return <DeviceCard card={card} {...rest} />;
    case 'windows':
      return <WindowsCard card={card} {...rest} />;
    case 'booking':
      return <BookingCard card={card} {...rest} />;
    case 'centre':
      return <CentreCard card={card} {...rest} />;
    case 'price':
      return <PriceCard card={card} {...rest} />;
    case 'list':
      return <ListCard card={card} {...rest} />;
    default:
      return null;
  }
}
