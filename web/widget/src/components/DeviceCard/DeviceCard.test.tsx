import { screen } from '@testing-library/preact';
import { expect, it } from 'vitest';
import type { DeviceCard as Device } from '../../../../shared/api';
import { show } from '../../testing/show';
import { DeviceCard } from './DeviceCard';

const device: Device = {
  type: 'device',
  lead: null,
  name: '双创 P60 Pro 手机',
  model: 'SC-P60PRO',
  category: '手机',
  serial: 'SC-D****2B3Y',
  bought_on: '2026-08-14',
  warranty: { state: 'in', label: '保修期内', until: '2027-08-14', source: '订单' },
};

function showDevice(changes: Partial<Device>) {
  show(<DeviceCard card={{ ...device, ...changes }} onChoose={() => undefined} disabled={false} />);
}

it('says the device, its warranty in words and where that comes from', () => {
  showDevice({});

  const card = screen.getByRole('group', { name: '设备：双创 P60 Pro 手机' });
  expect(card.textContent).toContain('手机 · SC-P60PRO');
  expect(card.textContent).toContain('保修期内');
  expect(card.textContent).toContain('保修至2027年8月14日');
  expect(card.textContent).toContain('购买日期2026年8月14日');
  expect(card.textContent).toContain('依据：订单');
});

it('a warranty that is over says until when it was', () => {
  showDevice({ warranty: { state: 'out', label: '已过保修期', until: '2026-06-05', source: null } });

  const card = screen.getByRole('group');
  expect(card.textContent).toContain('保修止于2026年6月5日');
  expect(card.textContent).not.toContain('依据');
});

it('leaves out what the record does not know', () => {
  showDevice({ model: null, serial: null, bought_on: null, warranty: null });

  const card = screen.getByRole('group');
  expect(card.textContent).toBe('双创 P60 Pro 手机手机');
  expect(card.querySelector('dl')).toBeNull();
});

it('a device that is named by its kind only does not say it twice', () => {
  showDevice({ name: '手机', model: null, serial: null, bought_on: null, warranty: null });

  expect(screen.getByRole('group').textContent).toBe('手机');
});

it('shows a hostile name as text', () => {
  showDevice({ name: '<img src=x onerror=alert(1)>' });

  const card = screen.getByRole('group');
  expect(card.querySelector('img')).toBeNull();
  expect(card.textContent).toContain('<img src=x onerror=alert(1)>');
});
