import { Button, Icon } from '@chatui/core';
import type { ChatState } from '../chat/state';
import { zh } from '../zh';

/** Before the conversation is there: it is being fetched, or could not be. */
export function Opening({ hasFailed, onRetry }: { hasFailed: boolean; onRetry: () => void }) {
  return (
    <div className="opening" role="status">
      <p>{hasFailed ? zh.start.failed : zh.start.loading}</p>
      {hasFailed && (
        <Button color="primary" onClick={onRetry}>
          {zh.start.retry}
        </Button>
      )}
    </div>
  );
}

/** In large text: a person is one large button away. */
export function ElderHuman({ state, onPress }: { state: ChatState; onPress: () => void }) {
  if (state.owner === 'queue' || state.owner === 'agent') return null;
  return (
    <div className="elder">
      <button type="button" disabled={state.phase !== 'open'} onClick={onPress}>
        <Icon type="human" />
        {zh.elder.human}
      </button>
    </div>
  );
}
