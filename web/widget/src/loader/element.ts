/**
 * Makes elements with their looks set through `element.style`.
 *
 * A host page's `style-src` blocks style elements and style attributes, also in a shadow root and also empty ones, and
 * Safari 15 has no constructed style sheets; what a script sets through the CSSOM is never blocked.
 */

/** An element with attributes, looks (CSS declarations) and children; text is set as text. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Record<string, string>,
  look: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  setAll(made, attributes);
  made.style.cssText = look;
  made.append(...children);
  return made;
}

/** Show an element as `display` says, or not at all. */
export function show(element: ElementCSSInlineStyle, display: string): void {
  element.style.display = display;
}

/** A round or rounded button; the browser's own focus ring stands a little off it. */
export function makeButton(label: string, look: string, onPress: () => void): HTMLButtonElement {
  const button = make('button', { type: 'button', 'aria-label': label }, BUTTON + look);
  button.addEventListener('click', onPress);
  return button;
}

/** A picture of one path on a 24 × 24 grid, in the colour of the text around it. */
export function makeIcon(path: string, size: number): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  const shape = document.createElementNS(SVG, 'path');
  setAll(svg, { viewBox: '0 0 24 24', width: `${size}`, height: `${size}`, 'aria-hidden': 'true' });
  setAll(shape, { d: path, fill: 'currentColor' });
  svg.append(shape);
  return svg;
}

/** The system's own font; systems in Chinese have a Chinese one. */
export const FONT = 'system-ui, sans-serif';

/** A × of two strokes. */
export const CROSS = 'M4.3 5.7l1.4-1.4 14 14-1.4 1.4zM18.3 4.3l1.4 1.4-14 14-1.4-1.4z';

const SVG = 'http://www.w3.org/2000/svg';
const BUTTON = `margin: 0; padding: 0; border: 0; cursor: pointer;
  font: 16px/1.5 ${FONT}; touch-action: manipulation; outline-offset: 3px;
  display: flex; align-items: center; justify-content: center;`;

function setAll(element: Element, attributes: Record<string, string>): void {
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
}
