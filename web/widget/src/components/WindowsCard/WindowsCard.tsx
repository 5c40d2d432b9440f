import { useState } from 'react';
import type { RefObject } from 'react';
import type { Button, VisitDay, VisitWindow, WindowsCard as Windows } from '../../../../shared/api';
import { zh } from '../../zh';
import { CardFrame, Unbroken } from '../CardFrame/CardFrame';
import { useFold } from '../CardFrame/fold';
import type { CardProps } from '../CardFrame/props';
import './WindowsCard.css';

const DAYS_AT_ONCE = 4;

/** Free windows by day, every one a button; days beyond the fourth are folded. */
export function WindowsCard({ card, onChoose, disabled }: CardProps<Windows>) {
  const [chosen, setChosen] = useState<string | null>(null);
  const days = card.days.filter((day) => day.windows.length > 0);
  const { shown, unfold, next } = useFold<HTMLButtonElement>(days.length, DAYS_AT_ONCE);

  const choose = (button: Button) => {
    setChosen(button.payload);
    onChoose(button);
  };
  return (
    <CardFrame label={zh.card.windowsTitle[card.mode]} title={zh.card.windowsTitle[card.mode]} subtitle={card.place}>
      {days.length === 0 && <p className="windows-none">{zh.card.noWindows}</p>}
      {days.slice(0, shown).map((day, index) => (
        <Day
          key={day.day}
          day={day}
          chosen={chosen}
          disabled={disabled}
          onChoose={choose}
          first={index === DAYS_AT_ONCE ? next : null}
        />
      ))}
      {shown < days.length && (
        <button type="button" className="card-button card-more" onClick={unfold}>
          {zh.card.moreDays(days.length - shown)}
        </button>
      )}
    </CardFrame>
  );
}

interface DayProps {
  day: VisitDay;
  chosen: string | null;
  disabled: boolean;
  onChoose: (button: Button) => void;
  /** Gets the day's first button. */
  first: RefObject<HTMLButtonElement | null> | null;
}

function Day({ day, chosen, disabled, onChoose, first }: DayProps) {
  const titled = (window: VisitWindow) => `${day.label} ${window.label}`;
  return (
    <div className="windows-day" role="group" aria-label={day.label}>
      <p className="windows-date" aria-hidden="true">
        {day.label}
      </p>
      <div className="windows-list">
        {day.windows.map((window, index) => (
          <button
            ref={index === 0 ? first : null}
            key={window.payload}
            type="button"
            className="card-button"
            data-chosen={chosen === window.payload}
            aria-label={titled(window)}
            disabled={disabled}
            onClick={() => onChoose({ title: titled(window), payload: window.payload })}
          >
            <span>
              <Unbroken text={window.label} />
            </span>
          </button>
        ))}
      </div>
    </div>
  );
}
