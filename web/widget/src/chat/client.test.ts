import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AcceptedMessage } from '../../../shared/api';
import { messageOf, storeOf, viewOf } from '../testing/facts';
import { zh } from '../zh';
import * as api from './api';
import { ChatClient } from './client';
import type { Connection, Listener } from './connection';
import { Vault } from './vault';

const LOST = new api.Refused(401, 'not_authenticated', '会话已失效');

function tokenOf(sub: string): string {
  return `h.${btoa(JSON.stringify({ sub }))}.s`;
}

function setUp(vault = new Vault(storeOf())) {
  let opened = 0;
  const open = vi.spyOn(api, 'openChat').mockImplementation(() => {
    opened += 1;
    return Promise.resolve({ chat_id: `c${opened}`, token: `t${opened}`, expires_at: '2099-01-01T00:00:00+08:00' });
  });
  const read = vi.spyOn(api, 'readMessages').mockResolvedValue(viewOf([messageOf(1)]));
  const send = vi.spyOn(api, 'sendMessage').mockResolvedValue({ message_id: 'm', seq: 2, duplicate: false });
  const page = vi.spyOn(api, 'showPage').mockResolvedValue();
  const bind = vi.spyOn(api, 'bindCustomer').mockResolvedValue();
  const connections: {
    key: api.Key;
    listener: Listener;
    type: ReturnType<typeof vi.fn>;
    read: ReturnType<typeof vi.fn>;
  }[] = [];
  const onTokenRefused = vi.fn();
  const client = new ChatClient(vault, onTokenRefused, (key, listener) => {
    const fake = { key, listener, type: vi.fn(), read: vi.fn(), close: vi.fn(), wake: vi.fn() };
    connections.push(fake);
    return fake as unknown as Connection;
  });
  return { client, vault, open, read, send, page, bind, connections, onTokenRefused };
}

const VISITOR = { customerToken: null, page: {} };
const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the beginning', () => {
  it('opens a chat and shows its newest messages', async () => {
    const { client, open, read } = setUp();

    await client.start({ customerToken: null, page: { product: 'SC-P60', large_text: true } });

    expect(open).toHaveBeenCalledWith({ channel: 'web', page: { product: 'SC-P60' }, large_text: true });
    expect(read).toHaveBeenCalledWith(expect.objectContaining({ chatId: 'c1', token: 't1' }), { limit: 30 });
    expect(client.state.messages.map((message) => message.seq)).toEqual([1]);
  });

  it('goes on with the chat of an earlier visit', async () => {
    const vault = new Vault(storeOf());
    await setUp(vault).client.start(VISITOR);
    const { client, open } = setUp(vault);

    await client.start(VISITOR);

    expect(open).toHaveBeenCalledTimes(1);
    expect(client.hasChat(VISITOR)).toBe(true);
  });

  it('opens another chat, and says so, when the former one is gone', async () => {
    const vault = new Vault(storeOf());
    await setUp(vault).client.start(VISITOR);
    const { client, read, connections } = setUp(vault);
    read.mockRejectedValueOnce(LOST);

    await client.start(VISITOR);

    expect(client.state.notice).toBe(zh.start.renewed);
    expect(connections).toHaveLength(1);
  });

  it('that fails can be tried again', async () => {
    const { client, open } = setUp();
    open.mockRejectedValueOnce(new api.Unreachable());

    await client.start(VISITOR);
    expect(client.state.phase).toBe('failed');
    await client.retry();

    expect(client.state.phase).toBe('open');
  });

  it('leaves the customer a visitor when his token is refused', async () => {
    const { client, open, onTokenRefused } = setUp();
    open.mockRejectedValueOnce(LOST);

    await client.start({ customerToken: tokenOf('alice'), page: {} });

    expect(onTokenRefused).toHaveBeenCalledOnce();
    expect([client.state.phase, client.state.notice]).toEqual(['open', zh.start.tokenRefused]);
    expect(client.hasChat(VISITOR)).toBe(true);
  });
});

describe('signing in at the shop', () => {
  it('takes the visitor’s chat along', async () => {
    const { client, bind, open } = setUp();
    await client.start(VISITOR);

    await client.identify(tokenOf('alice'));

    expect(bind).toHaveBeenCalledOnce();
    expect(open).toHaveBeenCalledOnce();
    expect(client.hasChat({ customerToken: tokenOf('alice'), page: {} })).toBe(true);
    expect(client.hasChat(VISITOR)).toBe(false);
  });

  it('begins another chat when the present one is another customer’s', async () => {
    const { client, bind, connections } = setUp();
    await client.start(VISITOR);
    bind.mockRejectedValueOnce(new api.Refused(409, 'other_customer', ''));

    await client.identify(tokenOf('alice'));

    expect(connections.map(({ key }) => key.chatId)).toEqual(['c1', 'c2']);
  });

  it.each([
    ['is not reached', new api.Unreachable()],
    ['is busy', new api.Refused(503, 'store_unavailable', '')],
  ])('keeps the visitor’s chat while the server %s, and takes it along later', async (_name, failure) => {
    const { client, bind, connections } = setUp();
    await client.start(VISITOR);
    bind.mockRejectedValueOnce(failure);

    await client.identify(tokenOf('alice'));
    expect(client.hasChat(VISITOR)).toBe(true);
    connections[0]?.listener.onLink('online');
    await settled();

    expect(connections).toHaveLength(1);
    expect(client.hasChat({ customerToken: tokenOf('alice'), page: {} })).toBe(true);
  });

  it('with a token that is no good leaves him the visitor that he was', async () => {
    const { client, bind, connections, onTokenRefused } = setUp();
    await client.start(VISITOR);
    bind.mockRejectedValueOnce(LOST);

    await client.identify(tokenOf('alice'));

    expect(onTokenRefused).toHaveBeenCalledOnce();
    expect([connections.length, client.state.notice]).toEqual([1, zh.start.tokenRefused]);
    await client.identify(tokenOf('alice'));

    expect(client.state.notice).toBeNull();
  });

  it('again with a newer token of the same customer changes nothing', async () => {
    const { client, connections } = setUp();
    await client.start({ customerToken: tokenOf('alice'), page: {} });

    await client.identify(`newer.${btoa(JSON.stringify({ sub: 'alice', exp: 9 }))}.s`);

    expect(connections).toHaveLength(1);
  });

  it('and out at once leaves no customer’s chat to the next visitor', async () => {
    const { client, bind, connections } = setUp();
    await client.start(VISITOR);
    let accept: () => void = () => undefined;
    bind.mockReturnValueOnce(new Promise((resolve) => (accept = resolve)));

    const signedIn = client.identify(tokenOf('alice'));
    const signedOut = client.identify(null);
    await settled();
    accept();
    await Promise.all([signedIn, signedOut]);

    expect(connections.map(({ key }) => key.chatId)).toEqual(['c1', 'c2']);
  });

  it('and out again shows nothing of the customer’s chat', async () => {
    const { client, connections } = setUp();
    await client.start({ customerToken: tokenOf('alice'), page: {} });

    await client.identify(null);

    expect(connections.map(({ key }) => key.chatId)).toEqual(['c1', 'c2']);
  });
});

describe('the conversation', () => {
  it('shows what was sent at once, and once when it has come back', async () => {
    const { client, send, connections } = setUp();
    await client.start(VISITOR);

    client.send('在吗');
    expect(client.state.pending.map((item) => item.text)).toEqual(['在吗']);
    await settled();
    const id = send.mock.calls[0]?.[1].client_id ?? null;
    connections[0]?.listener.onMessage(messageOf(2, { author: 'customer', client_id: id, text: '在吗' }));

    expect(client.state.pending).toEqual([]);
    expect(client.state.messages.map((message) => message.seq)).toEqual([1, 2]);
  });

  it('that is lost in the middle goes on in a new one, with what was not sent left to the customer', async () => {
    const { client, send, connections } = setUp();
    await client.start(VISITOR);
    send.mockRejectedValueOnce(LOST);

    client.send('还没发出');
    await settled();

    expect(connections.map(({ key }) => key.chatId)).toEqual(['c1', 'c2']);
    expect(client.state.pending.map((item) => [item.text, item.state])).toEqual([['还没发出', 'failed']]);
    expect(client.state.notice).toContain('没有发出的内容');
    expect(send).toHaveBeenCalledOnce();
  });

  it('shows nothing of the former chat when its last message is answered late', async () => {
    const { client, send } = setUp();
    await client.start({ customerToken: tokenOf('alice'), page: {} });
    let accept: (value: AcceptedMessage) => void = () => undefined;
    send.mockReturnValueOnce(new Promise((resolve) => (accept = resolve)));
    client.send('只给自己看');

    await client.identify(tokenOf('bob'));
    accept({ message_id: 'm', seq: 2, duplicate: false });
    await settled();

    expect(client.state.pending).toEqual([]);
  });

  it('is given up once, however many say that it is lost', async () => {
    const { client, connections, open } = setUp();
    await client.start(VISITOR);
    const [first] = connections;

    first?.listener.onLost(LOST);
    first?.listener.onLost(LOST);
    await settled();
    first?.listener.onLost(LOST);
    await settled();

    expect(open).toHaveBeenCalledTimes(2);
    expect(client.hasChat(VISITOR)).toBe(true);
  });

  it('asks for a person once, however often it is pressed', async () => {
    const { client, send } = setUp();
    await client.start(VISITOR);
    send.mockReturnValue(new Promise(() => undefined));

    client.askHuman();
    client.askHuman();

    expect(client.state.pending).toHaveLength(1);
  });

  it('loses nothing unsent when the new one cannot be opened at once, and takes nothing to another customer', async () => {
    const { client, open, send, connections } = setUp();
    await client.start(VISITOR);
    send.mockRejectedValue(new api.Unreachable());
    client.send('还没发出');
    await settled();
    open.mockRejectedValueOnce(new api.Unreachable());

    connections[0]?.listener.onLost(LOST);
    await settled();
    expect(client.state.phase).toBe('failed');
    await client.retry();
    expect(client.state.pending.map((item) => [item.text, item.state])).toEqual([['还没发出', 'failed']]);
    await client.identify(tokenOf('bob'));
    await client.identify(null);

    expect(client.state.pending).toEqual([]);
  });

  it('begun anew leaves what was not sent to the customer', async () => {
    const { client, send } = setUp();
    await client.start(VISITOR);
    send.mockRejectedValue(new api.Unreachable());
    client.send('还没发出');
    await settled();

    await client.restart();

    expect(client.state.pending.map((item) => [item.text, item.state])).toEqual([['还没发出', 'failed']]);
    expect(client.state.notice).toBe(zh.start.restarted + zh.start.unsent);
  });

  it('begun anew leaves the former one alone', async () => {
    const { client, connections } = setUp();
    await client.start(VISITOR);

    await client.restart();
    connections[0]?.listener.onMessage(messageOf(9));

    expect([client.state.notice, connections.length]).toEqual([zh.start.restarted, 2]);
  });

  it('fetches older messages from before the first one', async () => {
    const { client, read } = setUp();
    read.mockResolvedValueOnce(viewOf([messageOf(31)], { earlier: true }));
    await client.start(VISITOR);
    read.mockResolvedValueOnce(viewOf([messageOf(30)]));

    await client.loadOlder();

    expect(read).toHaveBeenLastCalledWith(expect.anything(), { before: 31, limit: 30 });
    expect(client.state.messages.map((message) => message.seq)).toEqual([30, 31]);
  });

  it('tells once how far it was read, and again after the connection was away', async () => {
    const { client, connections } = setUp();
    await client.start(VISITOR);
    const [connection] = connections;

    client.markRead();
    client.markRead();
    expect(connection?.read.mock.calls).toEqual([[1]]);
    connection?.listener.onLink('offline');
    connection?.listener.onLink('online');

    expect(connection?.read).toHaveBeenCalledTimes(2);
  });
});

describe('typing', () => {
  it('is said every three seconds at most, and its end', async () => {
    const { client, connections } = setUp();
    await client.start(VISITOR);

    for (let key = 0; key < 8; key += 1) {
      client.type();
      await vi.advanceTimersByTimeAsync(500);
    }
    client.send('在吗');

    expect(connections[0]?.type.mock.calls).toEqual([[true], [true], [false]]);
  });

  it('of the other side is believed for six seconds', async () => {
    const { client, connections } = setUp();
    await client.start(VISITOR);

    connections[0]?.listener.onTyping({ author: 'agent', typing: true });
    await vi.advanceTimersByTimeAsync(5900);
    expect(client.state.typing).toBe('agent');
    await vi.advanceTimersByTimeAsync(200);

    expect(client.state.typing).toBeNull();
  });
});
