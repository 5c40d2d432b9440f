import { fireEvent, screen } from '@testing-library/preact';
import { expect, it } from 'vitest';
import type { CentreFacts } from '../../../../shared/api';
import { show } from '../../testing/show';
import { CentreCard } from './CentreCard';

const centre: CentreFacts = {
  name: '朝阳服务中心',
  address: '建国路171号',
  phone: '400-555-0001',
  hours: '周一至周日 9:00–18:00',
  open_now: true,
  distance_m: 3240,
  services: ['到店维修', '寄修'],
  route_url: 'https://uri.amap.com/marker?position=116.4,39.9',
};

function showCentres(...centres: CentreFacts[]) {
  show(<CentreCard card={{ type: 'centre', lead: null, centres }} onChoose={() => undefined} disabled={false} />);
}

it('says what a customer needs to go there', () => {
  showCentres(centre);

  const text = screen.getByRole('listitem').textContent;
  expect(text).toContain('距您约 3.2 公里');
  expect(text).toContain('营业中');
  expect(text).toContain('服务范围到店维修、寄修');
  expect(screen.getByRole('link', { name: '拨打朝阳服务中心的电话 400-555-0001' }).getAttribute('href')).toBe(
    'tel:4005550001',
  );
});

it('opens the map in a window of its own that knows nothing of this page', () => {
  showCentres(centre);

  const link = screen.getByRole('link', { name: /路线/ });
  expect(link.getAttribute('href')).toBe(centre.route_url);
  expect(link.getAttribute('target')).toBe('_blank');
  expect(link.getAttribute('rel')).toBe('noopener noreferrer');
});

it.each([
  ['a script', 'javascript:alert(1)'],
  ['plain http', 'http://map.example/'],
  ['another scheme in front', ' https://map.example/'],
  ['none', null],
])('%s is no route link', (_, route) => {
  showCentres({ ...centre, route_url: route });

  expect(screen.queryByRole('link', { name: /路线/ })).toBeNull();
});

it.each([
  ['words', '请先预约'],
  ['an extension', '010-5555 转 8'],
  ['nothing', ''],
])('a phone of %s is not dialled', (_, phone) => {
  showCentres({ ...centre, phone });

  expect(screen.queryByRole('link', { name: /拨打/ })).toBeNull();
});

it('says nothing of opening and distance when neither is known', () => {
  showCentres({ ...centre, open_now: null, distance_m: null, services: [] });

  const text = screen.getByRole('listitem').textContent;
  expect(text).not.toMatch(/营业中|休息中|距您|服务范围/);
});

it('a closed centre says so in words', () => {
  showCentres({ ...centre, open_now: false });

  expect(screen.getByText('休息中')).toBeTruthy();
});

it('folds more than three until all are asked for, and hands the focus to the first of the rest', () => {
  showCentres(...['一', '二', '三', '四', '五'].map((name) => ({ ...centre, name })));
  expect(screen.getAllByRole('listitem')).toHaveLength(3);

  fireEvent.click(screen.getByRole('button', { name: '查看全部 5 家' }));

  expect(screen.getAllByRole('listitem')).toHaveLength(5);
  expect(document.activeElement?.textContent).toContain('四');
});
