import { useSyncExternalStore } from 'react';
import type { ChatClient } from './client';
import type { ChatState } from './state';

/** The chat's state, drawn anew at every change. */
export function useChat(client: ChatClient): ChatState {
  return useSyncExternalStore(client.subscribe, () => client.state);
}
