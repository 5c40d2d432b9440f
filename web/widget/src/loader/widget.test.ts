import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ToHost } from '../host-messages';
import { seal } from '../host-messages';
import { PATIENCE_MS } from './frame';
import { readOptions } from './options';
import { start } from './start';
import { hasChat } from './visits';

const SERVICE = 'https://service.example';
let told: [unknown, string][];

beforeEach(() => {
  vi.useFakeTimers();
  // Nothing is loaded here: an iframe only remembers where it should go, and its window what it is told.
  vi.spyOn(HTMLIFrameElement.prototype, 'src', 'set').mockImplementation(function (
    this: HTMLIFrameElement,
    address: string,
  ) {
    this.dataset['address'] = address;
  });
  told = [];
});

afterEach(() => {
  vi.useRealTimers();
  document.getElementById('xiaoxiu')?.remove();
  delete window.Xiaoxiu;
  localStorage.clear();
  document.title = '';
});

/** A script tag on the shop's page, started. */
function embed(data: Record<string, string> = {}): void {
  const script = document.createElement('script');
  Object.defineProperty(script, 'src', { value: `${SERVICE}/widget.js` });
  Object.assign(script.dataset, data);
  start(script);
}

const api = () => window.Xiaoxiu ?? expect.unreachable('expected the global');
const shadow = () => document.getElementById('xiaoxiu')?.shadowRoot ?? expect.unreachable();
const launcher = () => shadow().querySelector<HTMLElement>('[aria-expanded]') ?? expect.unreachable();
const panel = () => shadow().querySelector<HTMLElement>('[role=dialog]') ?? expect.unreachable();
const region = () => shadow().querySelector<HTMLElement>('[role=region]') ?? expect.unreachable();
const iframe = () => shadow().querySelector('iframe') ?? expect.unreachable('expected an iframe');

/** Hear what is told to the iframe from now on, and say that it has loaded. */
function load(): void {
  const page = { postMessage: (message: unknown, origin: string) => told.push([message, origin]) };
  Object.defineProperty(iframe(), 'contentWindow', { value: page, configurable: true });
  iframe().dispatchEvent(new Event('load'));
}

function say(message: ToHost, origin = SERVICE, source: unknown = iframe().contentWindow): void {
  const event = Object.assign(new Event('message'), { data: seal(message), origin, source });
  window.dispatchEvent(event);
}

function openChat(): void {
  api().open();
  load();
  say({ type: 'ready' });
}

const typesTold = () => told.map(([message]) => (message as { type: string }).type);

describe('the launcher', () => {
  test('is a named button that says whether the chat is open', () => {
    embed();

    expect(launcher().getAttribute('aria-label')).toBe('在线客服');
    expect(launcher().getAttribute('aria-expanded')).toBe('false');

    launcher().click();

    expect(launcher().getAttribute('aria-expanded')).toBe('true');
    expect(panel().style.visibility).toBe('visible');
    expect(api().isOpen).toBe(true);
  });

  test('has the colour that the tag says, and an ink that is read on it', () => {
    embed({ colour: '#ffd400' });

    expect(launcher().style.background).toBe('#ffd400');
    expect(launcher().style.color).toBe('#000');
  });

  test('shows and says what is unread, and the title too', () => {
    document.title = '双创电子';
    embed();
    openChat();
    api().close();

    say({ type: 'unread', count: 2 });

    expect(launcher().getAttribute('aria-label')).toBe('在线客服，2 条未读');
    expect(launcher().textContent).toBe('2');
    expect(document.title).toBe('(2) 双创电子');

    api().open();

    expect(document.title).toBe('双创电子');
  });
});

describe('the chat page', () => {
  test('is loaded when the chat is opened first, and once', () => {
    embed();
    expect(shadow().querySelector('iframe')).toBeNull();

    api().open();
    const first = iframe();
    api().close();
    api().open();

    expect(iframe()).toBe(first);
    expect(first.dataset['address']).toBe(`${SERVICE}/widget/`);
    expect(first.title).toBe('在线客服');
  });

  test('is loaded in the quiet after the page for a customer who has a chat', () => {
    embed();
    openChat();
    say({ type: 'message', author: 'customer', kind: 'text', seq: 2 });
    document.getElementById('xiaoxiu')?.remove();
    delete window.Xiaoxiu;

    embed();
    vi.advanceTimersByTime(2500);

    expect(hasChat()).toBe(true);
    expect(iframe().dataset['address']).toBe(`${SERVICE}/widget/`);
    expect(api().isOpen).toBe(false);
  });

  test('is not loaded ahead for a customer who never wrote', () => {
    embed();

    vi.advanceTimersByTime(60_000);

    expect(shadow().querySelector('iframe')).toBeNull();
  });

  test('hears the options with the token, at the exact origin, and that it was opened', () => {
    embed({ product: 'SC-P60PRO', customerToken: 'a.b.c' });

    openChat();

    expect(told[0]).toEqual([
      seal({ type: 'options', options: readOptions({ product: 'SC-P60PRO', customerToken: 'a.b.c' }) }),
      SERVICE,
    ]);
    expect(typesTold()).toEqual(['options', 'opened']);
    expect(iframe().dataset['address']).not.toContain('a.b.c');
  });

  test('hears the options again until it says that it is ready', () => {
    embed();
    api().open();
    load();

    vi.advanceTimersByTime(6500);
    say({ type: 'ready' });
    vi.advanceTimersByTime(60_000);

    expect(typesTold()).toEqual(['options', 'options', 'options', 'opened']);
  });

  test('hears what was said before it was ready, in order', () => {
    embed();

    api().identify('x.y.z');
    api().show({ product: 'SC-LD16' });
    api().send('屏幕碎了');
    load();
    say({ type: 'ready' });

    expect(typesTold()).toEqual(['options', 'identify', 'show', 'send', 'opened']);
    expect(told[3]).toEqual([{ xiaoxiu: 1, type: 'send', text: '屏幕碎了' }, SERVICE]);
  });

  test('is not heard from another origin or window', () => {
    embed();
    openChat();

    say({ type: 'close' }, 'https://evil.example');
    say({ type: 'close' }, SERVICE, window);

    expect(api().isOpen).toBe(true);
  });
});

describe('closing', () => {
  test('is possible from the page, and gives the focus back to what opened the chat', () => {
    const button = document.body.appendChild(document.createElement('button'));
    embed();
    button.focus();
    openChat();

    say({ type: 'close' });

    expect(api().isOpen).toBe(false);
    expect(document.activeElement).toBe(button);
    expect(typesTold()).toEqual(['options', 'opened', 'closed']);
  });

  test('is possible with Escape while the focus is in the widget', () => {
    embed();
    openChat();
    const escape = () => document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));

    vi.spyOn(document, 'activeElement', 'get').mockReturnValue(document.getElementById('xiaoxiu'));
    escape();

    expect(api().isOpen).toBe(false);
  });
});

describe('a page that does not come', () => {
  const words = () => shadow().querySelector('[role=status]')?.textContent;

  test('is said, with a link to it and another try', () => {
    embed();
    api().open();
    expect(words()).toBe('正在打开…');

    vi.advanceTimersByTime(PATIENCE_MS + 100);

    expect(words()).toContain('没能打开');
    const link = shadow().querySelector('a') ?? expect.unreachable();
    expect(link.href).toBe(`${SERVICE}/widget/`);
    expect(link.rel).toBe('noopener noreferrer');

    const first = iframe();
    [...shadow().querySelectorAll('button')].find(({ textContent }) => textContent === '重试')?.click();

    expect(words()).toBe('正在打开…');
    expect(iframe()).not.toBe(first);
  });

  test('is welcome when it comes late all the same', () => {
    embed();
    api().open();
    load();
    vi.advanceTimersByTime(PATIENCE_MS + 100);

    say({ type: 'ready' });

    expect(shadow().querySelector<HTMLElement>('[role=status]')?.closest<HTMLElement>('[style*=none]')).toBeTruthy();
    expect(typesTold().slice(-1)).toEqual(['opened']);
  });
});

describe("the shop's page", () => {
  test('hears events, never the words of a message', () => {
    const handler = vi.fn();
    embed();
    api().on('message', handler);
    openChat();

    const news = { type: 'message', author: 'bot', kind: 'text', seq: 3, text: '您好' } as const;
    say(news);

    expect(handler.mock.calls).toEqual([[{ author: 'bot', kind: 'text', seq: 3 }]]);
  });

  test('hears that a new token is wanted', () => {
    const handler = vi.fn();
    embed();
    api().on('needtoken', handler);
    openChat();

    say({ type: 'need_token' });

    expect(handler).toHaveBeenCalledOnce();
  });

  test('is not broken by calls with what they cannot use', () => {
    embed();
    openChat();
    const calls = api() as unknown as Record<string, (given?: unknown) => void>;

    for (const given of [undefined, null, 7, {}, () => 1])
      for (const name of ['show', 'send', 'identify']) calls[name]?.(given);

    expect(told.slice(2).map(([message]) => message)).toEqual(
      Array.from({ length: 5 }, () => [seal({ type: 'show' }), seal({ type: 'identify', customerToken: null })]).flat(),
    );
  });

  test('has its launcher although an element there has the name of the global', () => {
    Object.assign(window, { Xiaoxiu: document.createElement('section') });

    embed();

    expect(launcher()).toBeTruthy();
  });

  test('is printed without the widget', () => {
    const print = Object.assign(new EventTarget(), { matches: true });
    const matchMedia = window.matchMedia.bind(window);
    vi.spyOn(window, 'matchMedia').mockImplementation((query) =>
      query === 'print' ? (print as unknown as MediaQueryList) : matchMedia(query),
    );
    embed();

    print.dispatchEvent(Object.assign(new Event('change'), { matches: true }));
    expect(region().style.display).toBe('none');

    print.dispatchEvent(Object.assign(new Event('change'), { matches: false }));
    expect(region().style.display).toBe('');
  });

  test('has one widget even when the tag stands there twice', () => {
    embed();
    const first = window.Xiaoxiu;

    embed();

    expect(window.Xiaoxiu).toBe(first);
    expect(document.querySelectorAll('#xiaoxiu')).toHaveLength(1);
  });
});
