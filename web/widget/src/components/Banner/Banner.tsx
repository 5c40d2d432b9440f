import { Icon } from '@chatui/core';
import type { ReactNode } from 'react';
import type { ChatState } from '../../chat/state';
import { zh } from '../../zh';
import './Banner.css';

interface BannerProps {
  state: ChatState;
  onLeaveQueue: () => void;
  onRetry: () => void;
}

/** What holds for the conversation now: the connection, the place in the queue, who serves. */
export function Banner({ state, onLeaveQueue, onRetry }: BannerProps) {
  return (
    <div className="banners" role="status">
      <Link state={state} onRetry={onRetry} />
      {state.phase === 'open' && <Standing state={state} onLeaveQueue={onLeaveQueue} />}
      {state.notice && <Line tone="plain">{state.notice}</Line>}
    </div>
  );
}

function Link({ state, onRetry }: Pick<BannerProps, 'state' | 'onRetry'>) {
  if (state.phase !== 'open' || state.link === 'online') return null;
  if (state.link === 'connecting') return <Line tone="plain">{zh.link.connecting}</Line>;
  return (
    <Line tone="warn" action={{ label: zh.link.retry, act: onRetry }}>
      {zh.link.offline}
    </Line>
  );
}

function Standing({ state, onLeaveQueue }: Pick<BannerProps, 'state' | 'onLeaveQueue'>) {
  const { owner, queuePosition, agentName } = state;
  if (owner === 'queue')
    return (
      <Line tone="brand" action={{ label: zh.queue.leave, act: onLeaveQueue }}>
        {queuePosition === null ? zh.queue.unknown : zh.queue.waiting(queuePosition)}
      </Line>
    );
  if (owner === 'agent')
    return <Line tone="good">{agentName ? zh.agent.serving(agentName) : zh.agent.servingUnnamed}</Line>;
  return owner === 'closed' ? <Line tone="plain">{zh.agent.closed}</Line> : null;
}

interface LineProps {
  tone: 'plain' | 'warn' | 'brand' | 'good';
  action?: { label: string; act: () => void };
  children: ReactNode;
}

const ICON = { plain: 'clock', warn: 'warn', brand: 'clock', good: 'human' } as const;

function Line({ tone, action, children }: LineProps) {
  return (
    <div className="banner" data-tone={tone}>
      <Icon type={ICON[tone]} />
      <p>{children}</p>
      {action && (
        <button type="button" onClick={action.act}>
          {action.label}
        </button>
      )}
    </div>
  );
}
