/** Finds web addresses and telephone numbers in a text; everything else stays text. */

/** A piece of a text; with `href` it is a link. */
export interface Piece {
  text: string;
  href?: string;
}

// No look-behind: Safari 15 does not know it. A number must stand alone, a masked one (138****5678) is none.
// Mobile numbers are dialled only where a person wrote them: elsewhere they are the customer's own, or an example.
const ADDRESS = /https?:\/\/[^\s<>"'`{}|\\^，。；：！？、（）【】《》「」“”‘’…]+/.source;
const SERVICE = /(?:400|800)[- ]?\d{3}[- ]?\d{4}|0\d{2,3}-\d{7,8}/.source;
const MOBILE = /1[3-9]\d{9}|1[3-9]\d-\d{4}-\d{4}/.source;
const ALONE = /(?![\d*A-Za-z-])/.source;
const DIAL = /(?:拨打|致电|热线|电话)[：:\s]{0,2}\d{3,5}(?![\d*A-Za-z.元-])/.source;
const FOUND = new RegExp(`${ADDRESS}|(?:${SERVICE})${ALONE}|${DIAL}`, 'g');
const FOUND_BY_PERSON = new RegExp(`${ADDRESS}|(?:${SERVICE}|${MOBILE})${ALONE}|${DIAL}`, 'g');
const ENDING = /[.,;:!?)\]]+$/;

/** The text in pieces; joined again they are the text. An agent's mobile number is one to dial, the bot's is not. */
export function pieces(text: string, isByAgent = false): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(isByAgent ? FOUND_BY_PERSON : FOUND)) {
    const at = match.index;
    const link = match[0].startsWith('http') ? addressIn(match[0]) : phoneIn(match[0], text[at - 1]);
    if (!link) continue;
    const start = at + link.skip;
    if (start > from) found.push({ text: text.slice(from, start) });
    found.push({ text: link.text, href: link.href });
    from = start + link.text.length;
  }
  if (from < text.length) found.push({ text: text.slice(from) });
  return found;
}

interface Link {
  text: string;
  href: string;
  /** Characters before the link. */
  skip: number;
}

function addressIn(found: string): Link | null {
  const text = found.replace(ENDING, '');
  try {
    const { protocol, href, hostname } = new URL(text);
    return /^https?:$/.test(protocol) && hostname ? { text, href, skip: 0 } : null;
  } catch {
    return null;
  }
}

function phoneIn(found: string, before: string | undefined): Link | null {
  const skip = found.search(/\d/);
  if (skip === 0 && before !== undefined && /[\dA-Za-z*_-]/.test(before)) return null;
  const text = found.slice(skip);
  return { text, href: `tel:${text.replace(/[^\d]/g, '')}`, skip };
}
