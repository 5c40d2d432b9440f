import { memo } from 'react';
import type { Button, ShownMessage } from '../../../../shared/api';
import type { Pending } from '../../chat/pending';
import { zh } from '../../zh';
import { FileCard } from '../FileCard/FileCard';
import { Message, Words, type MessageActs } from '../Message/Message';
import { PendingStatus, SentStatus } from '../Status/Status';

interface RowProps {
  message: ShownMessage;
  buttons: readonly Button[];
  acts: MessageActs;
  /** The message above is of the same author: his name need not be seen again, only heard. */
  follows: boolean;
  disabled: boolean;
  isLarge: boolean;
  /** New since the page was opened: read aloud. */
  isNews: boolean;
  /** Of the customer's newest message. */
  status: 'sent' | 'read' | null;
}

/** One message with its author. History and the customer's own words are not read aloud. */
export const Row = memo(function Row({ message, buttons, acts, follows, disabled, isLarge, isNews, status }: RowProps) {
  const isOwn = message.author === 'customer';
  return (
    <li
      className="row"
      data-author={isOwn ? 'own' : message.author}
      data-kind={message.kind}
      data-seq={message.seq}
      data-follows={follows}
      aria-live={isNews && !isOwn ? undefined : 'off'}
    >
      <Name message={message} isHidden={isOwn || follows || message.kind === 'notice'} />
      <div className="row-body">
        <Message message={message} buttons={buttons} acts={acts} disabled={disabled} isLarge={isLarge} />
      </div>
      {status && <SentStatus isRead={status === 'read'} />}
    </li>
  );
});

function Name({ message, isHidden }: { message: ShownMessage; isHidden: boolean }) {
  const { author, author_name: name } = message;
  if (author === 'customer') return <p className="hidden">{zh.app.you}</p>;
  const isAgent = author === 'agent';
  const who = isAgent ? (name ?? zh.app.agent) : author === 'bot' ? zh.app.bot : zh.app.system;
  const tag = isAgent ? zh.app.human : author === 'bot' ? zh.app.botRole : null;
  return (
    <p className={isHidden ? 'hidden' : 'row-name'}>
      {who}
      {tag && <span className="row-tag">{tag}</span>}
    </p>
  );
}

interface PendingRowProps {
  item: Pending;
  canRetry: boolean;
  onRetry: () => void;
  onRemove: () => void;
}

/** A message of the customer on its way. */
export function PendingRow({ item, ...rest }: PendingRowProps) {
  return (
    <li className="row" data-author="own" data-failed={item.state === 'failed'} aria-live="off">
      <p className="hidden">{zh.app.you}</p>
      <div className="row-body">
        {item.file ? <FileCard data={attachmentOf(item)} status={item.state} /> : <Words text={item.text} />}
      </div>
      <PendingStatus item={item} {...rest} />
    </li>
  );
}

/** A file that the server does not have yet: no address. */
function attachmentOf(item: Pending): Parameters<typeof FileCard>[0]['data'] {
  const { bytes, mediaType } = item.file ?? { bytes: 0, mediaType: '' };
  const unknown = { thumbnail_url: null, width: null, height: null };
  return { file_id: item.clientId, url: '', name: item.text, media_type: mediaType, bytes, ...unknown };
}
