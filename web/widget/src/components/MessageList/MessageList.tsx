import { Icon } from '@chatui/core';
import { Fragment, memo, useMemo } from 'react';
import type { Pending } from '../../chat/pending';
import { activeFrom, type ChatState } from '../../chat/state';
import { isPause, whenSaid } from '../../chat/when';
import { zh } from '../../zh';
import type { MessageActs } from '../Message/Message';
import { Typing } from '../Typing/Typing';
import { choicesOf } from './choices';
import { PendingRow, Row } from './Row';
import { useScroll } from './useScroll';
import './MessageList.css';

/** What the list can set off. */
export interface ListActs extends MessageActs {
  onOlder: () => void;
  onRetry: (clientId: string) => void;
  onRemove: (clientId: string) => void;
  canRetry: (item: Pending) => boolean;
  /** The customer sees the newest message, or no longer. */
  onBottom: (isAtBottom: boolean) => void;
}

interface MessageListProps {
  state: ChatState;
  acts: ListActs;
  isLarge: boolean;
  /** The shop's own line above the conversation. */
  greeting: string | undefined;
}

/** The conversation: a log that reads new messages aloud, scrolls, and fetches what is older. */
export const MessageList = memo(function MessageList({ state, acts, isLarge, greeting }: MessageListProps) {
  const scroll = useScroll(state, acts, isLarge);
  return (
    <div className="list">
      <div
        className="list-scroll"
        role="log"
        aria-live="polite"
        aria-label={zh.list.label}
        aria-busy={state.phase === 'opening' || state.older === 'loading'}
        tabIndex={0}
        ref={scroll.ref}
        onScroll={scroll.onScroll}
      >
        {greeting && !state.hasEarlier && <p className="list-greeting">{greeting}</p>}
        <Older state={state} onOlder={acts.onOlder} />
        <ol>
          <Rows state={state} acts={acts} isLarge={isLarge} />
          {state.pending
            .filter((item) => !isThere(item, state))
            .map((item) => (
              <PendingRow
                key={item.clientId}
                item={item}
                canRetry={acts.canRetry(item)}
                onRetry={() => acts.onRetry(item.clientId)}
                onRemove={() => acts.onRemove(item.clientId)}
              />
            ))}
        </ol>
        <Typing state={state} />
      </div>
      {!scroll.isAtBottom && (
        <button type="button" className="list-newest" onClick={scroll.toBottom}>
          <Icon type="down" />
          {scroll.newCount > 0 ? zh.list.newMessages(scroll.newCount) : zh.list.newest}
        </button>
      )}
    </div>
  );
});

function Rows({ state, acts, isLarge }: Pick<MessageListProps, 'state' | 'acts' | 'isLarge'>) {
  const from = activeFrom(state);
  const isWithAgent = state.owner === 'agent';
  const choices = useMemo(() => choicesOf(state.messages), [state.messages]);
  const ownSeq = useMemo(
    () => state.messages.reduce((seq, one) => (one.author === 'customer' ? one.seq : seq), 0),
    [state.messages],
  );
  const ownStatus = state.agentReadSeq >= ownSeq ? 'read' : 'sent';
  return (
    <>
      {state.messages.map((message, index) => {
        const above = state.messages[index - 1];
        const isLater = isPause(above?.created_at, message.created_at);
        return (
          <Fragment key={message.seq}>
            {isLater && <When iso={message.created_at} />}
            <Row
              message={message}
              buttons={choices(message.seq)}
              acts={acts}
              follows={!isLater && above?.author === message.author && above.author_name === message.author_name}
              disabled={message.seq <= from || isWithAgent}
              isLarge={isLarge}
              isNews={message.seq > state.historySeq}
              status={message.seq === ownSeq ? ownStatus : null}
            />
          </Fragment>
        );
      })}
    </>
  );
}

function When({ iso }: { iso: string }) {
  return (
    <li className="when" aria-live="off">
      <time dateTime={iso}>{whenSaid(iso)}</time>
    </li>
  );
}

function Older({ state, onOlder }: { state: ChatState; onOlder: () => void }) {
  if (!state.hasEarlier) return null;
  if (state.older === 'loading') return <p className="list-older">{zh.list.olderLoading}</p>;
  return (
    <button type="button" className="list-older" onClick={onOlder}>
      {state.older === 'failed' ? zh.list.olderFailed : zh.list.older}
    </button>
  );
}

/** Whether a message on its way is among the conversation's messages already. */
function isThere(item: Pending, state: ChatState): boolean {
  return state.messages.some((message) => message.client_id === item.clientId || message.seq === item.seq);
}
