import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Host } from './host';
import type { ToPage } from './host-messages';
import { seal } from './host-messages';

const SHOP = 'https://shop.example';

/** A page's window with a parent that only remembers what it is told. */
class FakePage extends EventTarget {
  parent: unknown = { postMessage: vi.fn() };

  get told(): unknown[] {
    return (this.parent as { postMessage: ReturnType<typeof vi.fn> }).postMessage.mock.calls;
  }

  hear(data: unknown, origin = SHOP, source: unknown = this.parent): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data, origin, source }));
  }
}

let page: FakePage;
let host: Host;
let heard: ToPage[];

beforeEach(() => {
  page = new FakePage();
  host = new Host(page as unknown as Window);
  heard = [];
});

const OPTIONS = seal({ type: 'options', options: { product: 'SC-P60' } });

describe('a page in a frame', () => {
  test('learns its host from the first options and answers that origin alone', () => {
    host.tell({ type: 'ready' });

    page.hear(OPTIONS);
    host.tell({ type: 'close' });

    expect(host.origin).toBe(SHOP);
    expect(page.told).toEqual([
      [{ xiaoxiu: 1, type: 'ready' }, SHOP],
      [{ xiaoxiu: 1, type: 'close' }, SHOP],
    ]);
  });

  test('says nothing before it knows its host', () => {
    host.tell({ type: 'unread', count: 2 });

    expect(page.told).toEqual([]);
  });

  test('gives what came early to a listener that comes late, in order', () => {
    page.hear(OPTIONS);
    page.hear(seal({ type: 'opened' }));

    host.listen((message) => heard.push(message));

    expect(heard.map(({ type }) => type)).toEqual(['options', 'opened']);
  });

  test('passes repeated options on once', () => {
    host.listen((message) => heard.push(message));

    page.hear(OPTIONS);
    page.hear(OPTIONS);

    expect(heard).toHaveLength(1);
  });

  test.each([
    ['another origin after the first', seal({ type: 'closed' }), 'https://evil.example', undefined],
    ['another window', seal({ type: 'closed' }), SHOP, {}],
    ['a message without our mark', { type: 'closed' }, SHOP, undefined],
  ])('does not hear %s', (_name, data, origin, source) => {
    page.hear(OPTIONS);
    host.listen((message) => heard.push(message));

    page.hear(data, origin, source ?? page.parent);

    expect(heard.map(({ type }) => type)).toEqual(['options']);
  });

  test.each(['null', '', 'file://'])('takes no host whose origin is "%s"', (origin) => {
    page.hear(OPTIONS, origin);

    expect(host.origin).toBeNull();
  });

  test('takes no host that has not sent options', () => {
    page.hear(seal({ type: 'send', text: '你好' }));

    expect(host.origin).toBeNull();
  });

  test('hears nothing after it was stopped', () => {
    host.listen((message) => heard.push(message));

    host.stop();
    page.hear(OPTIONS);

    expect(heard).toEqual([]);
  });
});

test('a page opened by itself has no host and tells nobody', () => {
  const alone = new FakePage();
  alone.parent = alone;
  const lonely = new Host(alone as unknown as Window);

  lonely.tell({ type: 'ready' });
  alone.hear(OPTIONS, SHOP, alone);

  expect(lonely.isFramed).toBe(false);
  expect(lonely.origin).toBeNull();
});
