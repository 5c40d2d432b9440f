/** What the customer sees of the panel until the chat page is ready: that it opens, or how to go on when it cannot. */
import { inkOn } from './colour';
import { CROSS, FONT, make, makeButton, makeIcon, show } from './element';
import type { FrameState } from './frame';
import * as zh from './zh';

/** What the cover needs to be useful. */
export interface CoverSetting {
  colour: string;
  /** Address of the chat page, for a window of its own. */
  url: URL;
  onClose: () => void;
  onRetry: () => void;
}

/** The cover, and what it can show. */
export interface Cover {
  readonly element: HTMLElement;
  /** The page is on its way, did not come, or is there and needs no cover. */
  set(state: FrameState): void;
  /** Put the focus on what is to be pressed next. */
  focus(): void;
}

/** A cover in the shop's colour. */
export function makeCover({ colour, url, onClose, onRetry }: CoverSetting): Cover {
  const close = makeButton(zh.close, CLOSE, onClose);
  close.append(makeIcon(CROSS, 20));
  const retry = makeButton(zh.retry, `${ACTION} background: ${colour}; color: ${inkOn(colour)};`, onRetry);
  retry.textContent = zh.retry;
  const way = { href: url.href, target: '_blank', rel: 'noopener noreferrer' };
  const actions = make('div', {}, ACTIONS, retry, make('a', way, LINK, zh.newTab));
  const words = make('p', { role: 'status' }, 'margin: 0; max-width: 280px;');
  const head = make('div', {}, HEAD, zh.name, close);
  const element = make('div', {}, COVER, head, make('div', {}, BODY, words, actions));
  let hasFailed = false;
  return {
    element,
    set(state) {
      hasFailed = state === 'failed';
      words.textContent = hasFailed ? zh.failed : zh.opening;
      show(actions, hasFailed ? 'flex' : 'none');
      show(element, state === 'ready' ? 'none' : 'flex');
    },
    focus: () => (hasFailed ? retry : close).focus(),
  };
}

const CENTRED = 'display: flex; align-items: center; justify-content: center; gap: 16px;';
const COVER = 'position: absolute; inset: 0; flex-direction: column;';
const HEAD = `${CENTRED} justify-content: space-between; padding: 6px 8px 6px 16px; border-bottom: 1px solid #8883;
  font: 600 17px/1.5 ${FONT};`;
const BODY = `${CENTRED} flex: 1; flex-direction: column; padding: 24px; text-align: center; font: 16px/1.6 ${FONT};`;
const CLOSE = 'width: 44px; height: 44px; border-radius: 50%; background: none; color: inherit;';
const ACTIONS = `${CENTRED} flex-wrap: wrap;`;
const ACTION = `padding: 9px 20px; border: 1px solid; border-radius: 22px; font: 16px/24px ${FONT};`;
const LINK = `${ACTION} color: inherit; text-decoration: none;`;
