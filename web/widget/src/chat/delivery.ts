/** How each kind of message goes to the server, and the two wishes that the page itself can utter. */
import type { AcceptedMessage, UploadedFile } from '../../../shared/api';
import { zh } from '../zh';
import { Refused, sendFile, sendMessage, type Key } from './api';
import { pressOf, type Pending } from './pending';

const WISHES = {
  human: [zh.header.human, '/request_human'],
  leave: [zh.queue.leave, '/cancel_queue'],
} as const;

/** A wish as its button would send it, or in words when the server no longer knows the button. */
export function wish(name: keyof typeof WISHES): Pending {
  const [title, payload] = WISHES[name];
  return pressOf(title, payload, title);
}

/** One try to send. */
export function deliver(
  key: Key,
  item: Pending,
  file: File | null,
  onProgress: (share: number) => void,
): Promise<AcceptedMessage | UploadedFile> {
  const { clientId } = item;
  if (item.kind === 'file') {
    if (!file) return Promise.reject(new Refused(422, 'file_lost', zh.status.fileLost));
    return sendFile(key, { file, clientId, onProgress });
  }
  const content = item.kind === 'payload' ? { payload: item.payload ?? '' } : { text: item.text };
  return sendMessage(key, { client_id: clientId, ...content });
}
