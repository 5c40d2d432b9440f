import { expect, test, vi } from 'vitest';
import { lockPage } from './scroll';

test('a locked page is given back as it was', () => {
  const scrollTo = vi.spyOn(window, 'scrollTo').mockImplementation(() => {});
  vi.spyOn(window, 'scrollY', 'get').mockReturnValue(420);
  document.body.style.cssText = 'margin: 8px;';

  const unlock = lockPage();

  expect(document.body.style.position).toBe('fixed');
  expect(document.body.style.top).toBe('-420px');
  expect(document.body.style.margin).toBe('8px');
  expect(document.body.inert).toBe(true);

  unlock();

  expect(document.body.style.cssText).toBe('margin: 8px;');
  expect(document.documentElement.style.cssText).toBe('');
  expect(document.body.inert).toBeFalsy();
  expect(scrollTo).toHaveBeenCalledWith(0, 420);
});
