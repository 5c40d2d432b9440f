/** Words without a place to break and words that look like HTML, for every field that is shown as it comes. */
const ENDLESS = `${'W'.repeat(48)}${'很长的文字'.repeat(12)}<b>`;
const KEPT =
  /^(type|state|mode|status|day|payload|url|thumbnail_url|route_url|bought_on|until|at|media_type|kind|author)$/;

/** The same card with endless words in it. */
export function stressed<T>(value: T, key = ''): T {
  if (typeof value === 'string') return (KEPT.test(key) ? value : value + ENDLESS) as T;
  if (Array.isArray(value)) return value.map((entry: unknown) => stressed(entry, key)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, stressed<unknown>(entry, name)])) as T;
}
