/** How the page looks: the shop's colour, light or dark, text size. Set from script, so that the CSP needs no inline style. */
import type { Theme } from './host-messages';

const TEXT_CONTRAST = 4.5; // WCAG 2.1, 1.4.3

type Rgb = readonly [number, number, number];

const LIGHT_GROUND: Rgb = [243, 245, 248]; // --page of tokens.css
const DARK_GROUND: Rgb = [29, 34, 41]; // --surface of the dark tokens
const WHITE: Rgb = [255, 255, 255];
const INK: Rgb = [0, 0, 0];

/** Light or dark at this moment. */
export function shownTheme(theme: Theme, prefersDark: boolean): 'light' | 'dark' {
  if (theme === 'auto') return prefersDark ? 'dark' : 'light';
  return theme;
}

/** Put theme and text size on the page. */
export function applyLook(root: HTMLElement, theme: 'light' | 'dark', isLarge: boolean): void {
  root.dataset['theme'] = theme;
  if (isLarge) root.dataset['size'] = 'large';
  else delete root.dataset['size'];
}

/** Put the shop's colour (`#rrggbb`) on the page; a bad one changes nothing. */
export function applyColour(root: HTMLElement, colour: string, theme: 'light' | 'dark'): void {
  const brand = readColour(colour);
  if (!brand) return;
  const ground = theme === 'dark' ? DARK_GROUND : LIGHT_GROUND;
  const soft = mix(brand, ground, theme === 'dark' ? 0.75 : 0.88);
  const text = readable(brand, soft, theme === 'dark' ? WHITE : INK);
  const onBrand =
    contrast(WHITE, brand) >= contrast(INK, brand) || contrast(WHITE, brand) >= TEXT_CONTRAST ? WHITE : INK;
  const facts = { brand, 'on-brand': onBrand, 'brand-soft': soft, 'brand-text': text };
  for (const [name, value] of Object.entries(facts)) root.style.setProperty(`--${name}`, `rgb(${value.join(' ')})`);
}

/** Contrast of two colours by WCAG 2.1, 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

/** The colour, moved towards `target` as far as it takes to be read on `ground` and on the page. */
export function readable(colour: Rgb, ground: Rgb, target: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const tried = mix(colour, target, share);
    if (contrast(tried, ground) >= TEXT_CONTRAST) return tried;
  }
  return target;
}

/** `#rrggbb` as three numbers; null for anything else. */
export function readColour(colour: string): Rgb | null {
  const parts = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  if (!parts) return null;
  const [red = 0, green = 0, blue = 0] = parts.slice(1).map((part) => parseInt(part, 16));
  return [red, green, blue];
}

function mix(one: Rgb, other: Rgb, share: number): Rgb {
  const at = (index: 0 | 1 | 2): number => Math.round(one[index] * (1 - share) + other[index] * share);
  return [at(0), at(1), at(2)];
}

function luminance([red, green, blue]: Rgb): number {
  const linear = (value: number): number => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}
