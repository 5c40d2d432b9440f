/** The shop's colour, and which ink can be read on it. */

/** The colour where the script tag names none, or one that cannot be read. */
export const DEFAULT_COLOUR = '#0a5fe0';

/** `#rgb` or `#rrggbb` as `#rrggbb` in lower case; anything else is the default colour. */
export function readColour(given: string | undefined): string {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/.exec((given ?? '').trim().toLowerCase())?.[1];
  if (hex === undefined) return DEFAULT_COLOUR;
  return `#${hex.length === 3 ? hex.replace(/./g, '$&$&') : hex}`;
}

/** Black or white, whichever is read better on the colour (WCAG 2 contrast; always 4.5 or more). */
export function inkOn(colour: string): '#000' | '#fff' {
  // Relative luminance; the standard's straight piece below 4 % is left out: that changes it by less than 0.001.
  const luminance = [0.2126, 0.7152, 0.0722].reduce((sum, weight, at) => {
    const channel = parseInt(colour.slice(2 * at + 1, 2 * at + 3), 16) / 255;
    return sum + weight * ((channel + 0.055) / 1.055) ** 2.4;
  }, 0);
  return luminance < EVEN ? '#fff' : '#000';
}

// Both inks have the same contrast where (1.05 / (l + 0.05)) = ((l + 0.05) / 0.05).
const EVEN = 0.1791;
