/** Which messages are one answer. */
import type { ShownMessage } from '../../../../shared/api';

/** What the bot says to one message of the customer is one answer; everything else stands for itself. */
export function isSameAnswer(one: ShownMessage, other: ShownMessage): boolean {
  const isReply = one.in_reply_to !== null && one.in_reply_to === other.in_reply_to;
  return isReply && one.author === 'bot' && other.author === 'bot';
}

/** Seq of the message with which the newest answer begins; 0 without any message. */
export function startOfAnswer(messages: readonly ShownMessage[]): number {
  let start = messages[messages.length - 1];
  for (const message of [...messages].reverse()) {
    if (!start || (message !== start && !isSameAnswer(message, start))) break;
    start = message;
  }
  return start?.seq ?? 0;
}
