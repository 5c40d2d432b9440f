/** Signs that turn the reading direction or are not shown: with them "fdp.exe" looks like "exe.pdf". */
const DECEIVING = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** A file's name as it may be shown: without signs that disguise it; null when nothing is left. */
export function plainName(name: string | null | undefined): string | null {
  return (name ?? '').replace(DECEIVING, '').trim() || null;
}

/** The ending of a file's name in capitals, at most four characters: PDF, MP4; null when there is none. */
export function ending(name: string | null | undefined): string | null {
  return /\.([A-Za-z0-9]{1,4})$/.exec(plainName(name) ?? '')?.[1]?.toUpperCase() ?? null;
}

/** The address of a file when it is one of ours: a path of this origin, or a file that waits on this page. */
export function ownAddress(url: string | null | undefined): string | null {
  return url && (/^\/(?![/\\])/.test(url) || url.startsWith('blob:')) ? url : null;
}

/** Whether a signed address has run out by `now` (milliseconds since 1970); an address without a limit never does. */
export function hasRunOut(address: string, now: number): boolean {
  const limit = /[?&]expires=(\d+)/.exec(address)?.[1];
  return limit !== undefined && Number(limit) * 1000 <= now;
}
