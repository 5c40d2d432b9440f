import { act, fireEvent, screen } from '@testing-library/preact';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as api from '../chat/api';
import { ChatClient } from '../chat/client';
import type { Connection, Listener } from '../chat/connection';
import { Vault } from '../chat/vault';
import { Host } from '../host';
import { seal, type ToPage } from '../host-messages';
import { messageOf, storeOf, viewOf } from '../testing/facts';
import { show } from '../testing/show';
import { App } from './App';

const SHOP = 'https://shop.example';
const WELCOME = messageOf(1, {
  text: '您好，我是小修',
  buttons: [{ title: '查保修', payload: '/query_warranty_status' }],
});

/** A window in a frame: what it tells its parent is kept, what its parent says is said by hand. */
function frameOf() {
  const parent = { postMessage: vi.fn() };
  let hear: (event: unknown) => void = () => undefined;
  const page = {
    parent,
    addEventListener: (_type: string, listener: (event: unknown) => void) => (hear = listener),
    removeEventListener: () => undefined,
  };
  const say = (message: ToPage, origin = SHOP): void => {
    void act(() => hear({ source: parent, origin, data: seal(message) }));
  };
  const told = (): unknown[] => parent.postMessage.mock.calls.map(([message]) => message as unknown);
  return { page: page as unknown as Window, say, told };
}

async function setUp({ isFramed = false, vault = new Vault(storeOf()) } = {}) {
  const opened = { chat_id: 'c1', token: 't1', expires_at: '2099-01-01T00:00:00+08:00' };
  const open = vi.spyOn(api, 'openChat').mockResolvedValue(opened);
  vi.spyOn(api, 'readMessages').mockResolvedValue(viewOf([WELCOME]));
  vi.spyOn(api, 'showPage').mockResolvedValue();
  const send = vi.spyOn(api, 'sendMessage').mockReturnValue(new Promise(() => undefined));
  const listeners: Listener[] = [];
  const fake = { type: vi.fn(), read: vi.fn(), close: vi.fn(), wake: vi.fn() };
  const frame = frameOf();
  const host = isFramed ? new Host(frame.page) : new Host();
  const client = new ChatClient(vault, vi.fn(), (_key, listener) => {
    listeners.push(listener);
    return fake as unknown as Connection;
  });
  show(<App host={host} client={client} vault={vault} />);
  await settled();
  const news = (tell: (listener: Listener) => void): void => {
    void act(() => listeners.forEach(tell));
  };
  return { open, send, fake, frame, news, vault };
}

const pause = (ms: number) => act(() => new Promise<void>((resolve) => setTimeout(resolve, ms)));

/** Effects run when an act is over; what they begin takes a moment too. */
async function settled(): Promise<void> {
  await pause(5);
  await pause(120);
}

beforeEach(() => {
  delete document.documentElement.dataset['size'];
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() }));
});

describe('opened by itself', () => {
  it('shows the welcome of a machine, the consent and no ×', async () => {
    await setUp();

    expect(screen.getByText('您好，我是小修')).toBeTruthy();
    expect(screen.getByRole('heading', { name: '小修' })).toBeTruthy();
    expect(screen.getByText('智能客服 · 自动应答')).toBeTruthy();
    expect(screen.getByRole('link', { name: '《隐私说明》' }).getAttribute('href')).toBe('/privacy');
    expect(screen.queryByRole('button', { name: '关闭聊天窗口' })).toBeNull();
  });

  it('sends what is written, keeps the focus and drops the consent line', async () => {
    const { send } = await setUp();
    const field = screen.getByLabelText('输入消息');

    fireEvent.input(field, { target: { value: ' 在吗 ' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    await settled();

    expect(send.mock.calls[0]?.[1]).toMatchObject({ text: '在吗' });
    expect(document.activeElement).toBe(field);
    expect(screen.queryByText(/继续对话即表示同意/)).toBeNull();
  });

  it('asks for a person at any time', async () => {
    const { send } = await setUp();

    fireEvent.click(screen.getByRole('button', { name: '转人工' }));
    await settled();

    expect(send.mock.calls[0]?.[1]).toMatchObject({ payload: '/request_human' });
  });

  it('tells the place in the queue and lets the customer leave it', async () => {
    const { news, send } = await setUp();

    news((listener) => listener.onOwner({ owner: 'queue', queue_position: 3, agent_name: null }));
    fireEvent.click(screen.getByRole('button', { name: '取消排队' }));
    await settled();

    expect(screen.getByText('人工排队中，前面还有 2 位')).toBeTruthy();
    expect(send.mock.calls[0]?.[1]).toMatchObject({ payload: '/cancel_queue' });
  });

  it('calls an agent by name and marks him as a person', async () => {
    const { news } = await setUp();

    news((listener) => listener.onOwner({ owner: 'agent', queue_position: null, agent_name: '张工' }));
    news((listener) => listener.onTyping({ author: 'agent', typing: true }));

    expect(screen.getByRole('heading', { name: '客服张工' })).toBeTruthy();
    expect(screen.getByText('客服张工正在为您服务')).toBeTruthy();
    expect(screen.getByText('客服张工正在输入')).toBeTruthy();
  });

  it('says when the network is away', async () => {
    const { news } = await setUp();

    news((listener) => listener.onLink('offline'));

    expect(screen.getByText(/网络已断开/)).toBeTruthy();
    expect(screen.getByRole('button', { name: '马上重连' })).toBeTruthy();
  });
});

describe('large text', () => {
  it('is switched on in the menu, told to the server and remembered', async () => {
    const { vault } = await setUp();

    fireEvent.click(screen.getByRole('button', { name: '更多' }));
    fireEvent.click(screen.getByRole('switch', { name: /大字模式/ }));
    await settled();

    expect(document.documentElement.dataset['size']).toBe('large');
    expect(api.showPage).toHaveBeenCalledWith(expect.anything(), { large_text: true });
    expect(screen.getByRole('button', { name: '找人工客服' })).toBeTruthy();
    expect(vault.read('look')).toEqual({ isLarge: true });
  });
});

describe('the menu', () => {
  it('closes on Escape and gives the focus back', async () => {
    await setUp();
    const opener = screen.getByRole('button', { name: '更多' });
    fireEvent.click(opener);
    await settled();

    fireEvent.keyDown(screen.getByRole('switch'), { key: 'Escape' });

    expect(screen.queryByRole('switch')).toBeNull();
    expect(document.activeElement).toBe(opener);
  });

  it('begins a new conversation only after a question', async () => {
    const { open } = await setUp();
    fireEvent.click(screen.getByRole('button', { name: '更多' }));
    fireEvent.click(screen.getByRole('button', { name: '重新开始' }));
    expect(open).toHaveBeenCalledTimes(1);

    fireEvent.click(screen.getByRole('button', { name: '开始新对话' }));
    await settled();

    expect(open).toHaveBeenCalledTimes(2);
    expect(screen.getByText(/已开始新的对话/)).toBeTruthy();
  });
});

describe('on a shop’s page', () => {
  it('opens no chat before the customer opens the window', async () => {
    const { open, frame } = await setUp({ isFramed: true });

    frame.say({ type: 'options', options: { product: 'SC-P60' } });
    await settled();
    expect(open).not.toHaveBeenCalled();
    frame.say({ type: 'opened' });
    await settled();

    expect(open).toHaveBeenCalledWith({ channel: 'web', page: { product: 'SC-P60' } });
  });

  it('goes on with an earlier chat unseen, counts what is unread, and reads it when opened', async () => {
    const vault = new Vault(storeOf());
    vault.write('chat:anonymous', { chatId: 'c1', token: 't1', expiresAt: '2099-01-01T00:00:00+08:00' });
    const { open, frame, fake } = await setUp({ isFramed: true, vault });

    frame.say({ type: 'options', options: {} });
    await settled();
    expect(frame.told()).toContainEqual(seal({ type: 'unread', count: 1 }));
    expect(fake.read).not.toHaveBeenCalled();
    frame.say({ type: 'opened' });
    await settled();

    expect(open).not.toHaveBeenCalled();
    expect(fake.read).toHaveBeenCalledWith(1);
    expect(frame.told()).toContainEqual(seal({ type: 'unread', count: 0 }));
  });

  it('tells of new messages and of who answers, never a word of them', async () => {
    const { frame, news } = await setUp({ isFramed: true });
    frame.say({ type: 'options', options: {} });
    frame.say({ type: 'opened' });
    await settled();

    news((listener) => listener.onMessage(messageOf(2, { text: '机密' })));
    news((listener) => listener.onOwner({ owner: 'queue', queue_position: 1, agent_name: null }));
    await settled();

    expect(frame.told()).toContainEqual(seal({ type: 'message', author: 'bot', kind: 'text', seq: 2 }));
    expect(frame.told()).toContainEqual(seal({ type: 'owner', owner: 'queue' }));
    expect(JSON.stringify(frame.told())).not.toContain('机密');
  });

  it('puts a sentence of the shop into the composer and does not send it', async () => {
    const { frame, send } = await setUp({ isFramed: true });
    frame.say({ type: 'options', options: {} });
    frame.say({ type: 'opened' });
    frame.say({ type: 'send', text: '我想查保修' });
    await settled();

    expect(screen.getByLabelText('输入消息')).toHaveProperty('value', '我想查保修');
    expect(send).not.toHaveBeenCalled();
  });

  it('asks to be closed by × and by Escape', async () => {
    const { frame } = await setUp({ isFramed: true });
    frame.say({ type: 'options', options: {} });
    frame.say({ type: 'opened' });
    await settled();

    fireEvent.click(screen.getByRole('button', { name: '关闭聊天窗口' }));
    fireEvent.keyDown(screen.getByLabelText('输入消息'), { key: 'Escape' });

    expect(frame.told().filter((message) => JSON.stringify(message).includes('close'))).toHaveLength(2);
  });

  it('hears nobody but the page that framed it', async () => {
    const { frame } = await setUp({ isFramed: true });
    frame.say({ type: 'options', options: {} });

    frame.say({ type: 'send', text: '别人的话' }, 'https://evil.example');

    expect(screen.getByLabelText('输入消息')).toHaveProperty('value', '');
  });
});
