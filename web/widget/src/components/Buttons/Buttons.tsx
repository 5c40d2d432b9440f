import { Button as Press } from '@chatui/core';
import { useState } from 'react';
import type { Button } from '../../../../shared/api';
import { zh } from '../../zh';
import './Buttons.css';

const FEW = 3; // at once, in large text

interface ButtonsProps {
  buttons: readonly Button[];
  /** Past: the customer has gone on since. */
  disabled: boolean;
  isLarge: boolean;
  onChoose: (button: Button) => void;
}

/** Quick replies under an answer; in large text only a few at once. */
export function Buttons({ buttons, disabled, isLarge, onChoose }: ButtonsProps) {
  const [isUnfolded, setUnfolded] = useState(false);
  const isFolded = isLarge && !isUnfolded && buttons.length > FEW + 1;
  const shown = isFolded ? buttons.slice(0, FEW) : buttons;
  return (
    <div className="buttons" role="group" aria-label={disabled ? zh.list.oldButton : zh.list.buttons}>
      {shown.map((button) => (
        <Press key={`${button.title} ${button.payload}`} disabled={disabled} onClick={() => onChoose(button)}>
          {button.title}
        </Press>
      ))}
      {isFolded && !disabled && (
        <Press className="buttons-more" onClick={() => setUnfolded(true)}>
          {zh.list.moreButtons}
        </Press>
      )}
    </div>
  );
}
