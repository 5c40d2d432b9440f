import { useCallback, useEffect, useRef } from 'react';
import type { ChatClient } from '../chat/client';
import type { ChatState } from '../chat/state';

const FIRST_RETRY_MS = 4000;
const LONGEST_RETRY_MS = 30_000;

/** Count as read what is in sight: the page visible, the window open, the newest message on the screen. */
export function useReading(client: ChatClient, state: ChatState, isOpen: boolean): (isAtBottom: boolean) => void {
  const isAtBottom = useRef(true);
  const look = useCallback(() => {
    if (isOpen && isAtBottom.current && document.visibilityState === 'visible') client.markRead();
  }, [client, isOpen]);
  useEffect(look, [look, state.messages, state.link]);
  useEffect(() => {
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [look]);
  return useCallback(
    (isThere: boolean) => {
      isAtBottom.current = isThere;
      look();
    },
    [look],
  );
}

/** An opening that failed is tried again: more and more rarely, and at once when the network is back. */
export function useRetries(client: ChatClient, { phase }: ChatState): void {
  const tries = useRef(0);
  useEffect(() => {
    if (phase === 'open') tries.current = 0;
    if (phase !== 'failed') return;
    const retry = (): void => void client.retry();
    const waitMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** tries.current);
    tries.current += 1;
    const timer = setTimeout(retry, waitMs * (0.75 + Math.random() / 2)); // not all customers at the same moment
    window.addEventListener('online', retry);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('online', retry);
    };
  }, [client, phase]);
}
