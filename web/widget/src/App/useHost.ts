import { useEffect, useRef, useState } from 'react';
import type { ChatClient } from '../chat/client';
import { unread, type ChatState } from '../chat/state';
import type { Host } from '../host';
import type { HostOptions, ToPage } from '../host-messages';
import { zh } from '../zh';

const OPTIONS_MS = 3000; // a frame whose page has no loader is served without options, and counts as open

const UNREAD_MS = 100; // what is read at once, because it is in sight, never counts

/** What the shop's page has said so far. */
export interface Surroundings {
  options: HostOptions;
  /** The chat is in sight: always, without a host. */
  isOpen: boolean;
}

/** How far the beginning has come. */
interface Beginning {
  hasOptions: boolean;
  isOpen: boolean;
  hasBegun: boolean;
  options: HostOptions;
}

/** Hear the shop's page, begin the chat when it is time, and tell the page what goes on. */
export function useHost(
  host: Host,
  client: ChatClient,
  chosenLarge: boolean | undefined,
  onDraft: (text: string) => void,
) {
  const [around, setAround] = useState<Surroundings>({ options: {}, isOpen: !host.isFramed });
  const begin = useRef<Beginning>({ hasOptions: false, isOpen: !host.isFramed, hasBegun: false, options: {} });
  const latest = useRef({ chosenLarge, onDraft });
  useEffect(() => {
    latest.current = { chosenLarge, onDraft };
  });

  useEffect(() => {
    const now = begin.current;
    const start = (): void => {
      const { customerToken, product, order } = now.options;
      const page = { ...(product ? { product } : {}), ...(order ? { order } : {}) };
      const isLarge = latest.current.chosenLarge ?? now.options.largeText ?? false;
      const identity = { customerToken: customerToken ?? null, page: isLarge ? { ...page, large_text: true } : page };
      if (now.hasBegun || !now.hasOptions || !(now.isOpen || client.hasChat(identity))) return;
      now.hasBegun = true;
      void client.start(identity);
    };
    const hear = (message: ToPage): void => {
      switch (message.type) {
        case 'options':
          now.hasOptions = true;
          now.options = message.options;
          setAround((was) => ({ ...was, options: message.options }));
          return start();
        case 'opened':
        case 'closed':
          now.isOpen = message.type === 'opened';
          setAround((was) => ({ ...was, isOpen: message.type === 'opened' }));
          return start();
        case 'identify':
          now.options = { ...now.options, customerToken: message.customerToken ?? undefined };
          return now.hasBegun ? void client.identify(message.customerToken) : start();
        case 'show': {
          const { product, order } = message;
          const page = { ...(product !== undefined ? { product } : {}), ...(order !== undefined ? { order } : {}) };
          now.options = { ...now.options, ...page };
          return client.show(page);
        }
        case 'send':
          return latest.current.onDraft(message.text);
      }
    };
    const stop = host.listen(hear);
    host.tell({ type: 'ready' });
    const timer = setTimeout(
      () => {
        if (now.hasOptions) return;
        hear({ type: 'options', options: {} });
        hear({ type: 'opened' });
      },
      host.isFramed ? OPTIONS_MS : 0,
    );
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [host, client]);

  return around;
}

/** Tell the shop's page of unread and new messages and of who answers; never a word of the conversation. */
export function useNews(host: Host, state: ChatState): void {
  const count = unread(state);
  const told = useRef(0);
  const { messages, historySeq, owner, phase } = state;
  useEffect(() => {
    const say = (): void => {
      host.tell({ type: 'unread', count });
      if (!host.isFramed) document.title = count > 0 ? `(${count}) ${zh.app.title}` : zh.app.title;
    };
    const timer = setTimeout(say, UNREAD_MS);
    return () => clearTimeout(timer);
  }, [host, count]);
  useEffect(() => {
    if (phase === 'open') host.tell({ type: 'owner', owner });
  }, [host, owner, phase]);
  useEffect(() => {
    const from = Math.max(told.current, historySeq);
    const last = messages[messages.length - 1]?.seq ?? 0;
    if (last < told.current) told.current = last; // another chat
    messages
      .filter((message) => message.seq > from)
      .forEach(({ author, kind, seq }) => host.tell({ type: 'message', author, kind, seq }));
    told.current = Math.max(last, historySeq);
  }, [host, messages, historySeq]);
}
