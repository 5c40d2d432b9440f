import { Button } from '@chatui/core';
import { Refused } from '../chat/api';
import type { ChatClient } from '../chat/client';
import { Dialog } from '../components/Dialog/Dialog';
import { Survey } from '../components/Survey/Survey';
import type { Message, MessageOf } from '../../../shared/api';
import { useMemo } from 'react';
import { zh } from '../zh';

/** What the menu may ask in a small window. */
export type Question = 'survey' | 'restart';

interface QuestionsProps {
  question: Question | null;
  client: ChatClient;
  onClose: () => void;
}

/** The small windows of the menu. */
export function Questions({ question, client, onClose }: QuestionsProps) {
  if (question === 'survey') return <Rate client={client} onClose={onClose} />;
  if (question === null) return null;
  const restart = (): void => {
    onClose();
    void client.restart();
  };
  return (
    <Dialog title={zh.menu.restart} onClose={onClose}>
      <p>{zh.menu.restartAsk}</p>
      <div className="dialog-acts">
        <Button onClick={onClose}>{zh.menu.no}</Button>
        <Button color="primary" onClick={restart}>
          {zh.menu.restartYes}
        </Button>
      </div>
    </Dialog>
  );
}

/** The survey without being asked: the newest one of the conversation, or one of its own. */
function Rate({ client, onClose }: { client: ChatClient; onClose: () => void }) {
  const message = useMemo(() => surveyOf(client), [client]);
  const rate = async (score: number, comment: string): Promise<void> => {
    try {
      await client.rate(score, comment, message.seq > 0 ? message.seq : null);
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'already_rated') throw error;
    }
  };
  return (
    <Dialog title={zh.menu.survey} onClose={onClose}>
      <Survey message={message} onRate={rate} />
      <div className="dialog-acts">
        <Button onClick={onClose}>{zh.menu.no}</Button>
      </div>
    </Dialog>
  );
}

function surveyOf(client: ChatClient): MessageOf<'survey'> {
  const asked = client.state.messages.filter((one) => one.kind === 'survey').pop();
  if (asked) return asked as Message as MessageOf<'survey'>;
  return {
    seq: 0,
    id: '',
    author: 'system',
    author_name: null,
    kind: 'survey',
    text: zh.survey.ask,
    buttons: [],
    data: { conversation: 0, score: null },
    created_at: '',
    status: '',
    in_reply_to: null,
    client_id: null,
  };
}
