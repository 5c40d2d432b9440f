import { Icon } from '@chatui/core';
import type { Pending } from '../../chat/pending';
import { zh } from '../../zh';
import './Status.css';

interface PendingStatusProps {
  item: Pending;
  canRetry: boolean;
  onRetry: () => void;
  onRemove: () => void;
}

/** How far an own message on its way has come. */
export function PendingStatus({ item, canRetry, onRetry, onRemove }: PendingStatusProps) {
  if (item.state !== 'failed')
    return (
      <p className="status">
        <Icon type={item.state === 'sent' ? 'check' : 'clock'} />
        {words(item)}
      </p>
    );
  const reason = item.reason ?? (canRetry ? '' : zh.status.fileLost);
  return (
    <div className="status" data-failed="true" role="alert">
      {reason && <p>{reason}</p>}
      <p>
        <Icon type="warn" />
        {zh.status.failed}
        {canRetry && (
          <button type="button" onClick={onRetry}>
            {zh.status.retry}
          </button>
        )}
        <button type="button" onClick={onRemove}>
          {zh.status.remove}
        </button>
      </p>
    </div>
  );
}

/** How far an own message of the conversation has come. */
export function SentStatus({ isRead }: { isRead: boolean }) {
  return (
    <p className="status">
      <Icon type={isRead ? 'seen' : 'check'} />
      {isRead ? zh.status.read : zh.status.sent}
    </p>
  );
}

function words({ state, kind, progress }: Pending): string {
  if (state === 'sending' && kind === 'file') return zh.status.uploading(Math.round((progress ?? 0) * 100));
  return { sending: zh.status.sending, waiting: zh.status.waiting, limited: zh.status.limited, sent: zh.status.sent }[
    state as 'sending' | 'waiting' | 'limited' | 'sent'
  ];
}
