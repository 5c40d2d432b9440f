/** The chat's place on the page: a card in the corner of a desktop window, the whole window of a phone. */
import { make } from './element';
import { EDGE, LAUNCHER_SIZE } from './launcher';
import type { LoaderOptions } from './options';
import { lockPage } from './scroll';
import * as zh from './zh';

/** The panel, and what it can do. */
export interface Panel {
  readonly element: HTMLElement;
  isOpen(): boolean;
  /** Whether the chat covers the window while it is open. */
  isFull(): boolean;
  /** Show or hide the panel; the chat inside goes on. */
  setOpen(open: boolean): void;
}

/** Hears whenever the panel opens, closes or changes its shape, and whether it leaves room for the launcher. */
type OnLayout = (isOpen: boolean, leavesRoom: boolean) => void;

/** A closed panel. */
export function makePanel({ position, theme }: LoaderOptions, onLayout: OnLayout): Panel {
  const element = make('div', { role: 'dialog', 'aria-label': zh.name }, 'visibility: hidden;');
  const small = window.matchMedia(SMALL);
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const seen = window.visualViewport;
  let isOpen = false;
  let unlock: (() => void) | undefined;

  /** A phone's keyboard takes a part of the window; a frame cannot see that, so its place shrinks. */
  const fit = () => {
    if (!isOpen || !small.matches || !seen) return;
    const isZoomed = seen.scale > 1.01;
    element.style.height = isZoomed ? '100%' : `${seen.height}px`;
    element.style.top = isZoomed ? '0' : `${seen.offsetTop}px`;
  };
  const layOut = () => {
    const isModal = isOpen && small.matches;
    const isDark = theme === 'dark' || (theme === 'auto' && dark.matches);
    const place = small.matches ? FULL : CARD + `${position}: max(${EDGE}px, ${inset(position)});`;
    element.style.cssText = PANEL + place + (isDark ? DARK : LIGHT) + `visibility: ${isOpen ? 'visible' : 'hidden'};`;
    element.setAttribute('aria-modal', `${isModal}`);
    if (isModal) unlock ??= lockPage();
    else unlock = void unlock?.();
    fit();
    onLayout(isOpen, !isModal);
  };

  small.addEventListener('change', layOut);
  dark.addEventListener('change', layOut);
  seen?.addEventListener('resize', fit);
  seen?.addEventListener('scroll', fit);
  layOut();
  return {
    element,
    isOpen: () => isOpen,
    isFull: () => small.matches,
    setOpen(open) {
      isOpen = open;
      layOut();
      if (open && !window.matchMedia('(prefers-reduced-motion: reduce)').matches) rise(element);
    },
  };
}

function rise(element: HTMLElement): void {
  const steps = { opacity: [0, 1], transform: ['translateY(16px)', 'none'] };
  element.animate?.(steps, { duration: 160, easing: 'ease-out' });
}

const inset = (side: string) => `env(safe-area-inset-${side})`;

const SMALL = '(max-width: 479px), (max-height: 479px)';
const ABOVE = EDGE + LAUNCHER_SIZE + 12; // the card ends above the launcher
const PANEL = 'position: fixed; overflow: hidden; box-sizing: border-box;';
const LIGHT = 'background: #fff; color: #1d2733;';
const DARK = 'background: #141a21; color: #e4eaf1;';
// Borders, not shadows: those are all that is left of an edge where the system sets the colours.
const CARD = `bottom: calc(${ABOVE}px + ${inset('bottom')}); border: 1px solid #8885; border-radius: 16px;
  width: min(400px, 100vw - ${2 * EDGE}px); height: min(640px, 100vh - ${ABOVE + EDGE}px);
  box-shadow: 0 12px 40px #0004;`;
const FULL = `top: 0; left: 0; width: 100%; height: 100%;
  padding: ${inset('top')} ${inset('right')} ${inset('bottom')} ${inset('left')};`;
