import { fireEvent, screen } from '@testing-library/preact';
import { describe, expect, it, vi } from 'vitest';
import type { ShownMessage } from '../../../../shared/api';
import { textOf } from '../../chat/pending';
import { EMPTY, type ChatState } from '../../chat/state';
import { messageOf } from '../../testing/facts';
import { show } from '../../testing/show';
import { MessageList } from './MessageList';

const HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>';
const BUTTON = { title: '查保修', payload: '/query_warranty_status' };

function setUp(messages: ShownMessage[], facts: Partial<ChatState> = {}, isLarge = false) {
  const acts = {
    onChoose: vi.fn(),
    onRate: vi.fn(),
    onExpired: vi.fn(),
    onOlder: vi.fn(),
    onRetry: vi.fn(),
    onRemove: vi.fn(),
    onBottom: vi.fn(),
    canRetry: () => true,
  };
  const state: ChatState = { ...EMPTY, phase: 'open', messages, ...facts };
  show(<MessageList state={state} acts={acts} isLarge={isLarge} greeting={undefined} />);
  return acts;
}

function rowOf(text: string): HTMLElement {
  const row = screen.getByText(text).closest('li');
  if (!row) throw new Error(`no row with ${text}`);
  return row;
}

describe('a screen reader', () => {
  it('has a polite log, reads what is new and neither history nor the customer’s own words', () => {
    setUp(
      [messageOf(1, { text: '旧' }), messageOf(2, { text: '新' }), messageOf(3, { text: '我的', author: 'customer' })],
      { historySeq: 1 },
    );

    expect(screen.getByRole('log').getAttribute('aria-live')).toBe('polite');
    expect(['旧', '新', '我的'].map((text) => rowOf(text).getAttribute('aria-live'))).toEqual(['off', null, 'off']);
  });

  it('hears of every message who wrote it', () => {
    setUp([
      messageOf(1, { text: '一' }),
      messageOf(2, { text: '二' }),
      messageOf(3, { text: '三', author: 'agent', author_name: '张工' }),
      messageOf(4, { text: '四', author: 'customer' }),
    ]);

    const heard = ['一', '二', '三', '四'].map((text) => rowOf(text).querySelector('p')?.textContent);
    expect(heard).toEqual(['小修智能客服', '小修智能客服', '张工人工', '您']);
  });
});

describe('hostile text', () => {
  it.each(['text', 'buttons', 'notice'] as const)('in a %s stays text', (kind) => {
    setUp([messageOf(1, { kind, text: HOSTILE, author: 'agent', author_name: HOSTILE })]);

    expect(document.querySelector('img, script')).toBeNull();
    expect(screen.getAllByText(HOSTILE).length).toBeGreaterThan(0);
  });

  it('in a button stays text', () => {
    setUp([messageOf(1, { buttons: [{ title: HOSTILE, payload: '/x' }] })]);

    expect(screen.getByRole('button', { name: HOSTILE })).toBeTruthy();
  });
});

describe('a message that cannot be shown', () => {
  it.each([
    ['a file without data', { kind: 'file' as const, data: null, text: null }, '这条消息暂时无法显示。'],
    ['a card without its entries', { kind: 'card' as const, data: { type: 'list' }, text: '全文' }, '全文'],
    ['a survey without data', { kind: 'survey' as const, data: null, text: '满意吗？' }, '满意吗？'],
  ])('takes nothing else with it: %s', (_name, facts, instead) => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    setUp([messageOf(1, { text: '前' }), messageOf(2, facts), messageOf(3, { text: '后' })]);

    expect(['前', instead, '后'].map((text) => screen.queryByText(text) !== null)).toEqual([true, true, true]);
  });
});

describe('quick replies', () => {
  it('send their payload', () => {
    const { onChoose } = setUp([messageOf(1, { buttons: [BUTTON] })]);

    fireEvent.click(screen.getByRole('button', { name: '查保修' }));

    expect(onChoose).toHaveBeenCalledWith(BUTTON);
  });

  it('of an earlier answer cannot be pressed', () => {
    const { onChoose } = setUp([
      messageOf(1, { buttons: [BUTTON] }),
      messageOf(2, { author: 'customer' }),
      messageOf(3, { buttons: [{ ...BUTTON, title: '约维修' }] }),
    ]);

    fireEvent.click(screen.getByRole('button', { name: '查保修' }));

    expect(onChoose).not.toHaveBeenCalled();
    expect(screen.getByRole('button', { name: '约维修' })).toHaveProperty('disabled', false);
  });

  it('are few at once in large text, and all on demand', () => {
    const buttons = [1, 2, 3, 4, 5].map((one) => ({ title: `选项${one}`, payload: `/o${one}` }));
    setUp([messageOf(1, { buttons })], {}, true);

    expect(screen.getAllByRole('button', { name: /选项\d/ })).toHaveLength(3);
    fireEvent.click(screen.getByRole('button', { name: '更多选项' }));

    expect(screen.getAllByRole('button', { name: /选项\d/ })).toHaveLength(5);
  });
});

describe('a card', () => {
  const data = {
    type: 'list',
    lead: '您名下有两台设备：',
    title: '我的设备',
    items: [{ title: '冰箱', detail: null, payload: '/pick{"n":1}' }],
  };

  it('shows its lead instead of the full wording, and its buttons once', () => {
    const buttons = [
      { title: '冰箱', payload: '/pick{"n":1}' },
      { title: '都不是', payload: '/deny' },
    ];
    setUp([messageOf(1, { kind: 'card', text: '很长的全文', data, buttons })]);

    expect(screen.queryByText('很长的全文')).toBeNull();
    expect(screen.getByText('您名下有两台设备：')).toBeTruthy();
    expect(screen.getAllByRole('button').map((button) => button.textContent?.trim())).toEqual(['冰箱', '都不是']);
  });

  it('of a kind that is not known shows its wording', () => {
    setUp([messageOf(1, { kind: 'card', text: '全文', data: { type: 'hologram' } })]);

    expect(screen.getByText('全文')).toBeTruthy();
  });
});

describe('a message on its way', () => {
  it.each([
    ['sending', '发送中'],
    ['waiting', '待网络恢复后发送'],
    ['limited', '发送太快，稍后自动发送'],
    ['sent', '已发送'],
  ] as const)('that is %s says so', (state, words) => {
    setUp([], { pending: [{ ...textOf('在吗'), state }] });

    expect(screen.getByText(words)).toBeTruthy();
  });

  it('that was refused says why and can be tried again or given up', () => {
    const item = { ...textOf('在吗'), state: 'failed' as const, reason: '这条消息太长了' };
    const { onRetry, onRemove } = setUp([], { pending: [item] });

    fireEvent.click(screen.getByRole('button', { name: '点按重试' }));
    fireEvent.click(screen.getByRole('button', { name: '删除' }));

    expect(screen.getByText('这条消息太长了')).toBeTruthy();
    expect([onRetry.mock.calls, onRemove.mock.calls]).toEqual([[[item.clientId]], [[item.clientId]]]);
  });

  it('is not shown a second time when it has come back', () => {
    const item = textOf('在吗');
    setUp([messageOf(2, { author: 'customer', text: '在吗', client_id: item.clientId })], { pending: [item] });

    expect(screen.getAllByText('在吗')).toHaveLength(1);
  });
});

it.each([
  [1, '已发送'],
  [2, '客服已读'],
])('an agent who has read up to %i: the customer’s newest message is %s', (agentReadSeq, words) => {
  setUp([messageOf(2, { author: 'customer' })], { agentReadSeq });

  expect(screen.getByText(words)).toBeTruthy();
});

it('older messages can be asked for by keyboard', () => {
  const { onOlder } = setUp([messageOf(40)], { hasEarlier: true });

  fireEvent.click(screen.getByRole('button', { name: '查看更早的消息' }));

  expect(onOlder).toHaveBeenCalled();
});
