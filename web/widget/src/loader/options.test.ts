import { expect, test } from 'vitest';
import { DEFAULT_COLOUR } from './colour';
import { readOptions, readView } from './options';

test('a tag without options has the defaults', () => {
  expect(readOptions({})).toEqual({
    colour: DEFAULT_COLOUR,
    position: 'right',
    theme: 'auto',
    largeText: false,
  });
});

test('every option is read', () => {
  const options = readOptions({
    colour: '#ffd400',
    position: 'left',
    theme: 'dark',
    greeting: ' 您好 ',
    product: 'SC-P60PRO',
    order: 'SC202611220001',
    customerToken: ' a.b.c ',
    largeText: '',
  });

  expect(options).toEqual({
    colour: '#ffd400',
    position: 'left',
    theme: 'dark',
    greeting: '您好',
    product: 'SC-P60PRO',
    order: 'SC202611220001',
    customerToken: 'a.b.c',
    largeText: true,
  });
});

test('what cannot be used falls back', () => {
  const options = readOptions({
    colour: 'blau',
    position: 'top',
    theme: 'neon',
    greeting: '  ',
    product: 'x'.repeat(300),
    order: 'y'.repeat(300),
    largeText: 'false',
  });

  expect(options).toMatchObject({ colour: DEFAULT_COLOUR, position: 'right', theme: 'auto' });
  expect(options.greeting).toBeUndefined();
  expect(options.product).toHaveLength(100);
  expect(options.order).toHaveLength(40);
  expect(options.largeText).toBe(false);
});

test('a view keeps what is not named and clears what is null or empty', () => {
  expect(readView({ product: 'SC-P60' })).toEqual({ product: 'SC-P60' });
  expect(readView({ product: null, order: '' })).toEqual({ product: null, order: null });
  expect(readView({ product: 7 as unknown as string })).toEqual({ product: null });
});
