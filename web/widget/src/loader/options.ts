/** Reads the options of the script tag; what cannot be used falls back and never breaks the shop's page. */
import type { HostOptions, PageInView, Theme } from '../host-messages';
import { readColour } from './colour';

const MOST = { greeting: 100, product: 100, order: 40 }; // characters; the API's limits for what is in view

/** What the loader needs to know before it does anything. */
export interface LoaderOptions extends HostOptions {
  colour: string;
  position: 'left' | 'right';
  theme: Theme;
}

/** The `data-` attributes of our own script tag. */
export function readOptions(data: DOMStringMap): LoaderOptions {
  return {
    colour: readColour(data['colour']),
    position: data['position'] === 'left' ? 'left' : 'right',
    theme: readTheme(data['theme']),
    greeting: clean(data, 'greeting'),
    product: clean(data, 'product'),
    order: clean(data, 'order'),
    customerToken: readToken(data['customerToken']),
    largeText: 'largeText' in data && data['largeText'] !== 'false',
  };
}

/** What a shop's script says is in view: a missing key stays as it was, null and empty are nothing. */
export function readView(given: PageInView | undefined): PageInView {
  const view: PageInView = {};
  for (const name of ['product', 'order'] as const)
    if (given?.[name] !== undefined) view[name] = clean(given, name) ?? null;
  return view;
}

/** The token by which the shop vouches for its customer; anything but a text means that nobody is signed in. */
export function readToken(given: unknown): string | undefined {
  return (typeof given === 'string' && given.trim()) || undefined;
}

function readTheme(given: string | undefined): Theme {
  return given === 'light' || given === 'dark' ? given : 'auto';
}

function clean(given: { [Name in keyof typeof MOST]?: unknown }, name: keyof typeof MOST) {
  const value = given[name];
  return (typeof value === 'string' && value.trim().slice(0, MOST[name])) || undefined;
}
