import { useState } from 'react';
import type { ListCard as Listed, ListEntry } from '../../../../shared/api';
import { CardFrame } from '../CardFrame/CardFrame';
import type { CardProps } from '../CardFrame/props';
import './ListCard.css';

/** A list to read or to choose from; a line with a payload is a button. */
export function ListCard({ card, onChoose, disabled }: CardProps<Listed>) {
  const [chosen, setChosen] = useState<string | null>(null);
  const choose = (title: string, payload: string) => {
    setChosen(payload);
    onChoose({ title, payload });
  };
  return (
    <CardFrame label={card.title} title={card.title}>
      <ul className="listed">
        {card.items.map((item, index) => (
          <li key={`${index} ${item.title}`}>
            {item.payload === null ? (
              <div className="listed-line">
                <Words item={item} />
              </div>
            ) : (
              <Choice
                item={item}
                isChosen={item.payload === chosen}
                disabled={disabled}
                onPress={choose.bind(null, item.title, item.payload)}
              />
            )}
          </li>
        ))}
      </ul>
    </CardFrame>
  );
}

interface ChoiceProps {
  item: ListEntry;
  isChosen: boolean;
  disabled: boolean;
  onPress: () => void;
}

function Choice({ item, isChosen, disabled, onPress }: ChoiceProps) {
  return (
    <button
      type="button"
      className="card-button listed-line"
      data-chosen={isChosen}
      disabled={disabled}
      onClick={onPress}
    >
      <Words item={item} />
      <span className="listed-arrow" aria-hidden="true" />
    </button>
  );
}

function Words({ item }: { item: ListEntry }) {
  return (
    <span className="listed-words">
      {item.title} {item.detail && <small>{item.detail}</small>}
    </span>
  );
}
