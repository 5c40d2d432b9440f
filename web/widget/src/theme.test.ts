import { describe, expect, it } from 'vitest';
import { applyColour, contrast, readColour } from './theme';

describe('the shop’s colour', () => {
  it.each(
    ['#0a6cff', '#ffe600', '#000000', '#ffffff', '#777777', '#e4002b', '#12b886'].flatMap((colour) => [
      [colour, 'light'] as const,
      [colour, 'dark'] as const,
    ]),
  )('%s can be read in %s', (colour, theme) => {
    const root = document.createElement('div');

    applyColour(root, colour, theme);

    const read = (name: string): readonly [number, number, number] => {
      const [red = 0, green = 0, blue = 0] = root.style.getPropertyValue(name).match(/\d+/g)?.map(Number) ?? [];
      return [red, green, blue];
    };
    expect(contrast(read('--brand'), read('--on-brand'))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(read('--brand-soft'), read('--brand-text'))).toBeGreaterThanOrEqual(4.5);
    const surface = theme === 'dark' ? readColour('#1d2229') : readColour('#ffffff');
    expect(contrast(surface ?? [0, 0, 0], read('--brand-text'))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['red', '#12', '#12345g', 'url(x)', ''])('%o changes nothing', (colour) => {
    const root = document.createElement('div');

    applyColour(root, colour, 'light');

    expect(root.getAttribute('style')).toBeNull();
  });
});
