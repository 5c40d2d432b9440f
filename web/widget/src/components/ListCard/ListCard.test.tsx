import { fireEvent, screen } from '@testing-library/preact';
import { expect, it, vi } from 'vitest';
import type { ListCard as Listed } from '../../../../shared/api';
import { show } from '../../testing/show';
import { ListCard } from './ListCard';

const list: Listed = {
  type: 'list',
  lead: null,
  title: '您的预约',
  items: [
    { title: '上门维修', detail: '11月25日', payload: '/show_booking{"number":"1"}' },
    { title: '购买凭证', detail: null, payload: null },
  ],
};

it('a line with a payload is a button that sends it; the others are read', () => {
  const onChoose = vi.fn();
  show(<ListCard card={list} onChoose={onChoose} disabled={false} />);

  fireEvent.click(screen.getByRole('button', { name: '上门维修 11月25日' }));

  expect(screen.getAllByRole('button')).toHaveLength(1);
  expect(screen.getAllByRole('listitem')).toHaveLength(2);
  expect(onChoose).toHaveBeenCalledExactlyOnceWith({ title: '上门维修', payload: '/show_booking{"number":"1"}' });
});

it('an old list cannot be pressed', () => {
  const onChoose = vi.fn();
  show(<ListCard card={list} onChoose={onChoose} disabled />);

  fireEvent.click(screen.getByRole('button'));

  expect(onChoose).not.toHaveBeenCalled();
});

it('shows hostile and equal titles as text', () => {
  const item = { title: '"><svg onload=alert(1)>', detail: null, payload: null };
  show(<ListCard card={{ ...list, items: [item, item] }} onChoose={() => undefined} disabled={false} />);

  expect(screen.getAllByText(item.title)).toHaveLength(2);
  expect(document.querySelector('svg')).toBeNull();
});
