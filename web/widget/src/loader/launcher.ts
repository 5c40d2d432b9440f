/** The round button in the corner: opens and closes the chat, and shows how much is unread. */
import { inkOn } from './colour';
import { CROSS, FONT, make, makeButton, makeIcon, show } from './element';
import * as zh from './zh';

/** Side of the button in CSS pixels. */
export const LAUNCHER_SIZE = 56;
/** Its distance from the edges of the window, in CSS pixels. */
export const EDGE = 16;

/** The button, and what it can be told. */
export interface Launcher {
  readonly element: HTMLButtonElement;
  /** Say whether the chat is open, and whether it leaves room for the button. */
  setOpen(this: void, isOpen: boolean, isShown: boolean): void;
  /** Say how many messages the customer has not seen. */
  setUnread(count: number): void;
}

/** A launcher in the shop's colour at one side of the window. */
export function makeLauncher(colour: string, position: 'left' | 'right', onPress: () => void): Launcher {
  const look = `position: fixed; bottom: max(${EDGE}px, env(safe-area-inset-bottom));
    ${position}: max(${EDGE}px, env(safe-area-inset-${position}));
    width: ${LAUNCHER_SIZE}px; height: ${LAUNCHER_SIZE}px; border-radius: 50%;
    background: ${colour}; color: ${inkOn(colour)}; border: 1px solid #fff6; box-shadow: 0 4px 16px #0006;`;
  const element = makeButton(zh.name, look, onPress);
  const bubble = makeIcon(BUBBLE, 30);
  const cross = makeIcon(CROSS, 24);
  const badge = make('span', { 'aria-hidden': 'true' }, BADGE);
  element.append(bubble, cross, badge);
  return {
    element,
    setOpen(isOpen, isShown) {
      element.setAttribute('aria-expanded', `${isOpen}`);
      element.style.visibility = isShown ? 'visible' : 'hidden';
      show(bubble, isOpen ? 'none' : 'block');
      show(cross, isOpen ? 'block' : 'none');
    },
    setUnread(count) {
      badge.textContent = count > 99 ? '99+' : `${count}`;
      show(badge, count > 0 ? 'block' : 'none');
      element.setAttribute('aria-label', count > 0 ? zh.unread(count) : zh.name);
    },
  };
}

const BUBBLE =
  'M5 3h14a3 3 0 013 3v9a3 3 0 01-3 3h-6l-6 4v-4H5a3 3 0 01-3-3V6a3 3 0 013-3z' + 'M7 8v2h10V8zM7 12v2h6v-2z';
const BADGE = `display: none; position: absolute; top: -4px; right: -4px; padding: 0 6px;
  border-radius: 10px; background: #c81e1e; color: #fff; font: 600 12px/20px ${FONT}; box-shadow: 0 0 0 2px #fff;`;
