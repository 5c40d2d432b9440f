import { useCallback, useEffect, useRef } from 'react';
import type { ChatClient } from '../chat/client';
import type { ChatState } from '../chat/state';

const RETRY_MS = 5000;

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

/** An opening that failed is tried again: now and then, and at once when the network is back. */
export function useRetries(client: ChatClient, { phase }: ChatState): void {
  useEffect(() => {
    if (phase !== 'failed') return;
    const retry = (): void => void client.retry();
    const timer = setTimeout(retry, RETRY_MS);
    window.addEventListener('online', retry);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('online', retry);
    };
  }, [client, phase]);
}
