import { fireEvent, screen } from '@testing-library/preact';
import { expect, it, vi } from 'vitest';
import type { VisitDay, WindowsCard as Windows } from '../../../../shared/api';
import { show } from '../../testing/show';
import { WindowsCard } from './WindowsCard';

function freeDay(number: number): VisitDay {
  const label = `11月${number}日`;
  return { day: `2026-11-${number}`, label, windows: [{ label: '上午 9:00–12:00', payload: `/choose_${number}` }] };
}

const windows: Windows = { type: 'windows', lead: null, mode: 'home', place: '朝阳区', days: [24, 25].map(freeDay) };

it('a press sends the payload under a title that names the day', () => {
  const onChoose = vi.fn();
  show(<WindowsCard card={windows} onChoose={onChoose} disabled={false} />);

  const button = screen.getByRole('button', { name: '11月25日 上午 9:00–12:00' });
  fireEvent.click(button);

  expect(onChoose).toHaveBeenCalledExactlyOnceWith({ title: '11月25日 上午 9:00–12:00', payload: '/choose_25' });
  expect(button.dataset.chosen).toBe('true');
});

it('names each day as a group for screen readers', () => {
  show(<WindowsCard card={windows} onChoose={() => undefined} disabled={false} />);

  expect(screen.getByRole('group', { name: '可约的上门时间' }).textContent).toContain('朝阳区');
  expect(screen.getByRole('group', { name: '11月24日' })).toBeTruthy();
});

it('an old card cannot be pressed', () => {
  const onChoose = vi.fn();
  show(<WindowsCard card={windows} onChoose={onChoose} disabled />);

  for (const button of screen.getAllByRole<HTMLButtonElement>('button')) {
    fireEvent.click(button);
    expect(button.disabled).toBe(true);
  }

  expect(onChoose).not.toHaveBeenCalled();
});

it('folds days beyond the fourth until they are asked for, and hands the focus to the first of them', () => {
  show(
    <WindowsCard
      card={{ ...windows, days: [24, 25, 26, 27, 28, 29].map(freeDay) }}
      onChoose={() => undefined}
      disabled={false}
    />,
  );
  expect(screen.queryByRole('group', { name: '11月28日' })).toBeNull();

  fireEvent.click(screen.getByRole('button', { name: '再看 2 天' }));

  expect(screen.getByRole('group', { name: '11月29日' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: /再看/ })).toBeNull();
  expect(document.activeElement?.getAttribute('aria-label')).toBe('11月28日 上午 9:00–12:00');
});

it('says so when nothing is free', () => {
  const none = { ...windows, days: [{ ...freeDay(24), windows: [] }] };
  show(<WindowsCard card={none} onChoose={() => undefined} disabled={false} />);

  expect(screen.getByText('近期没有空闲时间。')).toBeTruthy();
  expect(screen.queryByRole('button')).toBeNull();
});
