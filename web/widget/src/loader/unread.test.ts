import { expect, test } from 'vitest';
import { showInTitle } from './unread';

test('the count stands before the title and goes again', () => {
  document.title = '双创电子';

  showInTitle(2);
  expect(document.title).toBe('(2) 双创电子');

  showInTitle(3);
  expect(document.title).toBe('(3) 双创电子');

  showInTitle(0);
  expect(document.title).toBe('双创电子');
});

test('a title that the page changed meanwhile is kept', () => {
  document.title = '首页';
  showInTitle(1);

  document.title = '购物车';
  showInTitle(0);

  expect(document.title).toBe('购物车');
});
