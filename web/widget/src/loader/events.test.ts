import { expect, test, vi } from 'vitest';
import { emit, off, on } from './events';

test('a handler hears what is carried, once a handler and until it is taken off', () => {
  const handler = vi.fn();
  on('unread', handler);
  on('unread', handler);

  emit('unread', { count: 2 });
  off('unread', handler);
  emit('unread', { count: 3 });

  expect(handler.mock.calls).toEqual([[{ count: 2 }]]);
});

test('every event is a CustomEvent on the window too', () => {
  const listener = vi.fn();
  window.addEventListener('xiaoxiu:owner', listener, { once: true });

  emit('owner', { owner: 'agent' });

  expect((listener.mock.calls[0]?.[0] as CustomEvent).detail).toEqual({ owner: 'agent' });
});

test('who asks for ready after it was is told all the same', async () => {
  const handler = vi.fn();
  emit('ready', {});

  on('ready', handler);
  await Promise.resolve();

  expect(handler).toHaveBeenCalledOnce();
});
