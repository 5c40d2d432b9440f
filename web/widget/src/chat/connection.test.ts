import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { messageOf, viewOf } from '../testing/facts';
import { FakeSocket } from '../testing/socket';
import * as api from './api';
import { Connection, type Listener } from './connection';

const KEY = { chatId: 'c1', token: 't1' };
let socket: FakeSocket;
let connection: Connection;
let seq: number;

function listenerOf() {
  return {
    onView: vi.fn<Listener['onView']>(),
    onMessage: vi.fn<Listener['onMessage']>(({ seq: came }) => void (seq = Math.max(seq, came))),
    onStatus: vi.fn<Listener['onStatus']>(),
    onOwner: vi.fn<Listener['onOwner']>(),
    onTyping: vi.fn<Listener['onTyping']>(),
    onLink: vi.fn<Listener['onLink']>(),
    onLost: vi.fn<Listener['onLost']>(),
    lastSeq: () => seq,
  };
}

function setUp() {
  const listener = listenerOf();
  const read = vi.spyOn(api, 'readMessages').mockResolvedValue(viewOf());
  socket = new FakeSocket();
  connection = new Connection(KEY, listener, socket.io);
  return { listener, read };
}

beforeEach(() => {
  vi.useFakeTimers();
  seq = 4;
});
afterEach(() => {
  connection.close();
  vi.useRealTimers();
});

const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe('the socket', () => {
  it('says who it is and how far it has the conversation', () => {
    setUp();

    expect(socket.auth).toEqual({ token: 't1', after: 4 });
  });

  it('asks for what it missed whenever it is connected', async () => {
    const { listener } = setUp();
    socket.answer = viewOf([messageOf(5)]);

    socket.open();
    await settled();

    expect(socket.emitted).toEqual([['resync', { after: 4 }]]);
    expect(listener.onView).toHaveBeenCalledWith(socket.answer);
    expect(listener.onLink).toHaveBeenLastCalledWith('online');
  });

  it('that leaves a message out has the gap filled', async () => {
    const { listener, read } = setUp();
    socket.answer = viewOf();
    socket.open();
    read.mockResolvedValue(viewOf([messageOf(5), messageOf(6)]));

    socket.hear('message', messageOf(6));
    await settled();

    expect(read).toHaveBeenCalledWith(KEY, { after: 4 });
    expect(listener.onView).toHaveBeenLastCalledWith(viewOf([messageOf(5), messageOf(6)]));
  });

  it('that does not answer any more is replaced', async () => {
    setUp();
    socket.answer = viewOf();
    socket.open();
    await settled();
    vi.spyOn(socket, 'emit').mockImplementation((_event, _data, answered) => {
      answered?.(new Error('timeout'), undefined);
      return socket;
    });

    connection.wake();
    await settled();

    expect(socket.reconnects).toBe(1);
  });

  it.each(['online', 'pageshow'])('is tried again at once on %s', (event) => {
    setUp();

    window.dispatchEvent(new Event(event));

    expect(socket.reconnects).toBe(1);
  });

  it('is let go when the page is left, and there again when it comes back', () => {
    setUp();
    socket.answer = viewOf();
    socket.open();

    window.dispatchEvent(new Event('pagehide'));
    expect(socket.connected).toBe(false);

    window.dispatchEvent(new Event('pageshow'));
    expect(socket.reconnects).toBe(1);
  });

  it('that is refused for good ends the chat', () => {
    const { listener } = setUp();

    socket.hear('connect_error', Object.assign(new Error('会话已失效'), { data: { code: 'not_authenticated' } }));

    expect(listener.onLost).toHaveBeenCalledOnce();
  });

  it('that is refused for now is tried again', async () => {
    const { listener } = setUp();

    socket.hear('connect_error', Object.assign(new Error('太频繁'), { data: { code: 'too_many_requests' } }));
    await vi.advanceTimersByTimeAsync(5000);

    expect([socket.reconnects, listener.onLost.mock.calls.length]).toEqual([1, 0]);
  });

  it('mended within a moment is not worth a word', async () => {
    const { listener } = setUp();
    socket.answer = viewOf();
    socket.open();
    await settled();
    listener.onLink.mockClear();

    socket.cut();
    await vi.advanceTimersByTimeAsync(1000);
    socket.open();
    await vi.advanceTimersByTimeAsync(3000);

    expect(listener.onLink.mock.calls).toEqual([['online']]);
  });
});

describe('without a socket', () => {
  it('the conversation is polled, and goes on', async () => {
    const { listener, read } = setUp();
    read.mockResolvedValueOnce(viewOf([messageOf(5)])).mockReturnValue(new Promise(() => undefined));

    await vi.advanceTimersByTimeAsync(5000);

    expect(read.mock.calls.map(([, part]) => part)).toEqual([
      { after: 4, waitSeconds: 0 },
      { after: 4, waitSeconds: 20 },
    ]);
    expect(listener.onLink).toHaveBeenLastCalledWith('online');
  });

  it('polling ends when there is one', async () => {
    const { read } = setUp();
    read.mockResolvedValueOnce(viewOf([messageOf(5)])).mockReturnValue(new Promise(() => undefined));
    await vi.advanceTimersByTimeAsync(5000);
    socket.answer = viewOf();

    socket.open();
    await vi.advanceTimersByTimeAsync(60_000);

    expect(read).toHaveBeenCalledTimes(2);
    expect(read.mock.calls[1]?.[2]?.aborted).toBe(true);
  });

  it('and without a server it says so and tries on', async () => {
    const { listener, read } = setUp();
    read
      .mockRejectedValueOnce(new api.Unreachable())
      .mockResolvedValueOnce(viewOf())
      .mockReturnValue(new Promise(() => undefined));

    await vi.advanceTimersByTimeAsync(5000);
    expect(listener.onLink).toHaveBeenLastCalledWith('offline');
    await vi.advanceTimersByTimeAsync(6000);

    expect(listener.onLink).toHaveBeenLastCalledWith('online');
  });
});

it('what is closed says nothing any more', async () => {
  const { listener } = setUp();

  connection.close();
  window.dispatchEvent(new Event('online'));
  await vi.advanceTimersByTimeAsync(60_000);

  expect([socket.reconnects, listener.onLink.mock.calls.length]).toEqual([0, 0]);
});
