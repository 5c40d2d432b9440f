import { expect, test } from 'vitest';
import { DEFAULT_COLOUR, inkOn, readColour } from './colour';

test.each([
  ['#0A6CFF', '#0a6cff'],
  ['#f00', '#ff0000'],
  [' #ffd400 ', '#ffd400'],
])('%s is read as %s', (given, read) => {
  expect(readColour(given)).toBe(read);
});

test.each([undefined, '', 'red', '#12345', '#0a6cff80', 'url(x)', '#fff;position:fixed', 'rgb(1,2,3)'])(
  '%s falls back to the default colour',
  (given) => {
    expect(readColour(given)).toBe(DEFAULT_COLOUR);
  },
);

/** Relative luminance of `#rrggbb`, as WCAG 2 defines it. */
function luminance(colour: string): number {
  return [0.2126, 0.7152, 0.0722].reduce((sum, weight, at) => {
    const channel = parseInt(colour.slice(2 * at + 1, 2 * at + 3), 16) / 255;
    return sum + weight * (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
  }, 0);
}

test('ink has a contrast of 4.5 at least on every colour', () => {
  const steps = [0, 51, 102, 119, 128, 153, 204, 255].map((value) => value.toString(16).padStart(2, '0'));

  for (const red of steps)
    for (const green of steps)
      for (const blue of steps) {
        const colour = `#${red}${green}${blue}`;
        const light = luminance(colour);
        const contrast = inkOn(colour) === '#fff' ? 1.05 / (light + 0.05) : (light + 0.05) / 0.05;
        expect(contrast, colour).toBeGreaterThanOrEqual(4.5);
      }
});
