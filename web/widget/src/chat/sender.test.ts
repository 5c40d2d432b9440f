import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { messageOf, storeOf } from '../testing/facts';
import { Refused, Unreachable } from './api';
import { fileOf, PendingStore, pressOf, textOf, type Pending } from './pending';
import { Sender, type Outlet } from './sender';
import { Vault } from './vault';

const STORED = { message_id: 'm', seq: 7, duplicate: false };

function setUp(store = new PendingStore(new Vault(storeOf()), 'c1')) {
  const deliver = vi.fn<Outlet['deliver']>().mockResolvedValue(STORED);
  const onLost = vi.fn<Outlet['onLost']>();
  const shown: Pending[][] = [];
  const sender = new Sender(store, { deliver, onLost, onChange: (items) => shown.push(items) });
  const sent = (): string[] => deliver.mock.calls.map(([item]) => item.text);
  return { sender, deliver, onLost, store, shown, sent };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe('a stopped sender', () => {
  it('shows nothing more, and what the server has taken is not sent again', async () => {
    const { sender, deliver, shown, store } = setUp();
    let accept: (value: typeof STORED) => void = () => undefined;
    deliver.mockReturnValueOnce(new Promise((resolve) => (accept = resolve)));
    sender.add(textOf('一'));
    const before = shown.length;

    sender.stop();
    accept(STORED);
    await settled();

    expect(shown).toHaveLength(before);
    expect(store.load()).toEqual([]);
  });
});

describe('sending', () => {
  it('goes in order, one at a time', async () => {
    const { sender, deliver, sent } = setUp();
    let accept: (value: typeof STORED) => void = () => undefined;
    deliver.mockReturnValueOnce(new Promise((resolve) => (accept = resolve)));

    sender.add(textOf('一'));
    sender.add(textOf('二'));
    await settled();
    expect(sent()).toEqual(['一']);
    accept(STORED);
    await settled();

    expect(sent()).toEqual(['一', '二']);
  });

  it('is tried again with the same id after the network was away', async () => {
    const { sender, deliver } = setUp();
    deliver.mockRejectedValueOnce(new Unreachable());

    sender.add(textOf('在吗'));
    await settled();
    expect(sender.items[0]?.state).toBe('waiting');
    sender.kick();
    await settled();

    const ids = deliver.mock.calls.map(([item]) => item.clientId);
    expect(ids).toEqual([ids[0], ids[0]]);
    expect(sender.items[0]?.state).toBe('sent');
  });

  it('holds up what was written after it', async () => {
    const { sender, deliver } = setUp();
    deliver.mockRejectedValue(new Unreachable());

    sender.add(textOf('一'));
    await settled();
    sender.add(textOf('二'));
    await settled();

    expect(sender.items.map((item) => item.state)).toEqual(['waiting', 'waiting']);
  });

  it('is tried again by itself', async () => {
    const { sender, deliver } = setUp();
    deliver.mockRejectedValueOnce(new Unreachable()).mockRejectedValueOnce(new Refused(503, 'store_unavailable', ''));

    sender.add(textOf('在吗'));
    await vi.advanceTimersByTimeAsync(5000);

    expect(sender.items[0]?.state).toBe('sent');
  });

  it('waits as long as the server asks for and goes on by itself', async () => {
    const { sender, deliver } = setUp();
    deliver.mockRejectedValueOnce(new Refused(429, 'too_many_requests', '操作有点频繁', 8));

    sender.add(textOf('一'));
    sender.add(textOf('二'));
    await vi.advanceTimersByTimeAsync(7900);
    expect(sender.items.map((item) => item.state)).toEqual(['limited', 'sending']);
    await vi.advanceTimersByTimeAsync(200);

    expect(sender.items.map((item) => item.state)).toEqual(['sent', 'sent']);
  });

  it('that was refused shows the server’s sentence and lets the next one pass', async () => {
    const { sender, deliver } = setUp();
    deliver.mockRejectedValueOnce(new Refused(422, 'text_too_long', '这条消息太长了'));

    sender.add(textOf('长'));
    sender.add(textOf('短'));
    await settled();

    expect(sender.items.map((item) => [item.state, item.reason])).toEqual([
      ['failed', '这条消息太长了'],
      ['sent', undefined],
    ]);
  });

  it('of a refused one is tried again when the customer asks for it', async () => {
    const { sender, deliver, sent } = setUp();
    deliver.mockRejectedValueOnce(new Refused(422, 'invalid_input', '不行'));
    sender.add(textOf('在吗'));
    await settled();

    sender.retry(sender.items[0]?.clientId ?? '');
    await settled();

    expect(sent()).toEqual(['在吗', '在吗']);
  });

  it('of a wish whose button is unknown goes on in words', async () => {
    const { sender, deliver } = setUp();
    deliver.mockRejectedValueOnce(new Refused(422, 'unknown_payload', '按钮已失效'));

    sender.add(pressOf('转人工', '/request_human', '转人工'));
    await settled();

    expect(deliver.mock.calls.map(([item]) => item.kind)).toEqual(['payload', 'text']);
    expect(sender.items.map((item) => item.text)).toEqual(['转人工']);
  });

  it('stops and tells when the chat is gone', async () => {
    const { sender, deliver, onLost } = setUp();
    deliver.mockRejectedValue(new Refused(401, 'not_authenticated', '会话已失效'));

    sender.add(textOf('在吗'));
    await vi.advanceTimersByTimeAsync(60_000);

    expect(onLost).toHaveBeenCalledOnce();
    expect(deliver).toHaveBeenCalledOnce();
  });
});

describe('a message on its way', () => {
  it('is settled when it comes back by its id, also before its acknowledgement', async () => {
    const { sender, deliver } = setUp();
    deliver.mockReturnValue(new Promise(() => undefined));
    const item = textOf('在吗');
    sender.add(item);
    await settled();

    sender.settle([messageOf(7, { author: 'customer', client_id: item.clientId })]);

    expect(sender.items).toEqual([]);
  });

  it('is not settled by a message of the bot with the same seq', async () => {
    const { sender } = setUp();
    sender.add(textOf('在吗'));
    await settled();

    sender.settle([messageOf(7)]);

    expect(sender.items).toHaveLength(1);
  });

  it('survives a reload until it is acknowledged', async () => {
    const store = new PendingStore(new Vault(storeOf()), 'c1');
    const first = setUp(store);
    first.deliver.mockRejectedValue(new Unreachable());
    first.sender.add(textOf('在吗'));
    await settled();
    first.sender.stop();

    const second = setUp(store);
    second.sender.kick();
    await settled();

    expect(second.sent()).toEqual(['在吗']);
    expect(second.deliver.mock.calls[0]?.[0].clientId).toBe(first.deliver.mock.calls[0]?.[0].clientId);
    expect(store.load()).toEqual([]);
  });

  it('of yesterday is not sent without being asked for', async () => {
    const store = new PendingStore(new Vault(storeOf()), 'c1');
    store.put({ ...textOf('昨天的'), createdAt: new Date(Date.now() - 25 * 3_600_000).toISOString() });

    const { sender, deliver } = setUp(store);
    sender.kick();
    await settled();

    expect(deliver).not.toHaveBeenCalled();
    expect(sender.items[0]?.state).toBe('failed');
  });

  it('that is a file has to be chosen again after a reload', async () => {
    const store = new PendingStore(new Vault(storeOf()), 'c1');
    store.put(fileOf(new File(['x'], '故障.jpg', { type: 'image/jpeg' })));

    const { sender, deliver } = setUp(store);
    sender.kick();
    await settled();

    const [item] = sender.items;
    expect(deliver).not.toHaveBeenCalled();
    expect(item && sender.canRetry(item)).toBe(false);
  });

  it('of another tab is not lost when this one writes', () => {
    const vault = new Vault(storeOf());
    const [one, other] = [new PendingStore(vault, 'c1'), new PendingStore(vault, 'c1')];

    one.put(textOf('这边'));
    other.put(textOf('那边'));

    expect(one.load().map((item) => item.text)).toEqual(['这边', '那边']);
  });
});
