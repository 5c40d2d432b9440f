import type { Button } from '../../../../shared/api';

/** What every card gets. `disabled`: an answer came since, so its buttons are not pressed any more. */
export interface CardProps<C> {
  card: C;
  onChoose: (button: Button) => void;
  disabled: boolean;
}
