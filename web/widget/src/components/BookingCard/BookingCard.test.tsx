import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { afterEach, expect, it, vi } from 'vitest';
import type { BookingCard as Booking } from '../../../../shared/api';
import { show } from '../../testing/show';
import { BookingCard } from './BookingCard';

const booking: Booking = {
  type: 'booking',
  lead: null,
  number: 'WX2611220017',
  purpose: 'repair',
  title: '上门维修',
  device: '双创空调',
  appointment: '11月25日 周三 上午 9:00–12:00',
  place: '建国路***号',
  contact: '王** 138****0001',
  status: 'confirmed',
  status_name: '已确认',
  steps: [
    { name: '已提交', reached: true, at: '2026-11-22T14:05:00+08:00' },
    { name: '已确认', reached: true, at: null },
    { name: '已完成', reached: false, at: null },
  ],
  note: null,
};

function showBooking(changes: Partial<Booking> = {}) {
  show(<BookingCard card={{ ...booking, ...changes }} onChoose={() => undefined} disabled={false} />);
}

function stubClipboard(writeText: (text: string) => Promise<void>) {
  vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText } });
}

afterEach(() => vi.unstubAllGlobals());

it('says number, appointment, place and contact of the record', () => {
  showBooking();

  const text = screen.getByRole('group', { name: '上门维修，编号 WX2611220017' }).textContent;
  expect(text).toContain('时间11月25日 周三 上午 9:00–12:00');
  expect(text).toContain('地点建国路***号');
  expect(text).toContain('联系人王** 138****0001');
  expect(text).not.toContain('备注');
});

it('tells the way in words: what is done, where it stands, what is to come', () => {
  showBooking();

  const steps = screen.getAllByRole('listitem');
  expect(steps.map((step) => step.textContent)).toEqual([
    '✓已提交，已完成11/22 14:05',
    '已确认，当前进度',
    '已完成，尚未开始',
  ]);
  expect(steps.map((step) => step.getAttribute('aria-current'))).toEqual([null, 'step', null]);
});

it('without steps there is no empty list', () => {
  showBooking({ steps: [] });

  expect(screen.queryByRole('list')).toBeNull();
});

it('copies the number', async () => {
  const writeText = vi.fn(() => Promise.resolve());
  stubClipboard(writeText);
  showBooking();

  fireEvent.click(screen.getByRole('button', { name: '复制编号 WX2611220017' }));

  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('已复制'));
  expect(writeText).toHaveBeenCalledWith('WX2611220017');
});

it('copies by selection where the clipboard is forbidden, and says how to do it by hand where that fails too', async () => {
  stubClipboard(() => Promise.reject(new Error('forbidden')));
  const execCommand = vi.fn(() => false);
  Object.assign(document, { execCommand });
  showBooking();

  fireEvent.click(screen.getByRole('button'));

  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('请长按文字复制'));
  expect(execCommand).toHaveBeenCalledWith('copy');
  expect(document.querySelector('textarea')).toBeNull();
});

it('shows hostile and endless values as text', () => {
  const long = '很长'.repeat(300);
  showBooking({ note: long, device: '<script>alert(1)</script>' });

  const card = screen.getByRole('group');
  expect(card.textContent).toContain(long);
  expect(card.querySelector('script')).toBeNull();
});
