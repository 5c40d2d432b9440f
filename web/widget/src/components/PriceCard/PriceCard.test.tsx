import { screen } from '@testing-library/preact';
import { expect, it } from 'vitest';
import type { PriceCard as Prices } from '../../../../shared/api';
import { show } from '../../testing/show';
import { PriceCard } from './PriceCard';

const prices: Prices = {
  type: 'price',
  lead: null,
  title: '更换屏幕',
  device: '双创 43C 电视',
  items: [
    { name: '屏幕', low_fen: 69_900, high_fen: 128_000, detail: '原厂配件' },
    { name: '工时', low_fen: 17_050, high_fen: null, detail: null },
  ],
  note: '以检测后的报价为准。',
  source: '维修价目表',
};

it('says every price with the note and the source', () => {
  show(<PriceCard card={prices} onChoose={() => undefined} disabled={false} />);

  const items = screen.getAllByRole('listitem').map((item) => item.textContent);
  expect(items).toEqual(['屏幕原厂配件¥699–1,280', '工时¥170.50']);
  const text = screen.getByRole('group', { name: '更换屏幕' }).textContent;
  expect(text).toContain('双创 43C 电视');
  expect(text).toContain('以检测后的报价为准。');
  expect(text).toContain('依据：维修价目表');
});

it('shows hostile words as text, and nothing for what is not there', () => {
  const hostile = { ...prices, device: null, note: '', title: '<b onclick=x>' };
  show(<PriceCard card={hostile} onChoose={() => undefined} disabled={false} />);

  const card = screen.getByRole('group', { name: '<b onclick=x>' });
  expect(card.textContent).toContain('<b onclick=x>');
  expect(card.querySelector('[onclick], .price-note, .card-subtitle')).toBeNull();
});
