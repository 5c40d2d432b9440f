import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readOptions } from './options';
import { makePanel } from './panel';

let isSmall: boolean;
let isStill: boolean;
let shapeChanged: () => void;
const seen = Object.assign(new EventTarget(), { height: 844, offsetTop: 0, scale: 1 });

beforeEach(() => {
  isSmall = false;
  isStill = true;
  vi.spyOn(window, 'matchMedia').mockImplementation((query) => {
    const list = new EventTarget();
    const matches = () => (query.includes('reduced-motion') ? isStill : query.includes('max-width') && isSmall);
    if (query.includes('max-width')) shapeChanged = () => list.dispatchEvent(new Event('change'));
    return Object.defineProperty(list, 'matches', { get: matches }) as MediaQueryList;
  });
  vi.stubGlobal('visualViewport', seen);
  vi.spyOn(window, 'scrollTo').mockImplementation(() => {});
});

afterEach(() => {
  vi.unstubAllGlobals();
  Object.assign(seen, { height: 844, offsetTop: 0, scale: 1 });
  expect(document.body.style.position).toBe('');
});

describe('on a phone', () => {
  test('an open chat fills the window, is modal and holds the page until it closes', () => {
    isSmall = true;
    const onLayout = vi.fn();
    const panel = makePanel(readOptions({}), onLayout);

    panel.setOpen(true);

    expect(panel.element.getAttribute('aria-modal')).toBe('true');
    expect(document.body.style.position).toBe('fixed');
    expect(onLayout).toHaveBeenLastCalledWith(true, false);

    panel.setOpen(false);

    expect(document.body.style.position).toBe('');
    expect(onLayout).toHaveBeenLastCalledWith(false, true);
  });

  test('the chat keeps clear of the keyboard', () => {
    isSmall = true;
    const panel = makePanel(readOptions({}), () => {});
    panel.setOpen(true);

    Object.assign(seen, { height: 420, offsetTop: 30 });
    seen.dispatchEvent(new Event('resize'));

    expect(panel.element.style.height).toBe('420px');
    expect(panel.element.style.top).toBe('30px');

    panel.setOpen(false);
  });

  test('zooming in does not shrink the chat', () => {
    isSmall = true;
    const panel = makePanel(readOptions({}), () => {});
    panel.setOpen(true);

    Object.assign(seen, { height: 300, offsetTop: 200, scale: 2 });
    seen.dispatchEvent(new Event('resize'));

    expect(panel.element.style.height).toBe('100%');

    panel.setOpen(false);
  });

  test('a phone that is turned gives the page back when the chat becomes a card', () => {
    isSmall = true;
    const panel = makePanel(readOptions({}), () => {});
    panel.setOpen(true);

    isSmall = false;
    shapeChanged();

    expect(panel.element.getAttribute('aria-modal')).toBe('false');
    expect(document.body.style.position).toBe('');
  });
});

test('on a desktop the page goes on beside the chat', () => {
  const panel = makePanel(readOptions({}), () => {});

  panel.setOpen(true);

  expect(panel.element.getAttribute('aria-modal')).toBe('false');
  expect(document.body.style.position).toBe('');
});

test.each([
  ['moves into place', false, 1],
  ['stands still for who asked for no motion', true, 0],
])('the chat %s', (_name, still, times) => {
  isStill = still;
  const panel = makePanel(readOptions({}), () => {});
  const animate = vi.fn();
  Object.assign(panel.element, { animate });

  panel.setOpen(true);

  expect(animate).toHaveBeenCalledTimes(times);
});

test.each([
  ['light', '#fff'],
  ['dark', '#141a21'],
])('the theme %s has its ground', (theme, ground) => {
  const panel = makePanel(readOptions({ theme }), () => {});

  expect(panel.element.style.background).toBe(ground);
});
