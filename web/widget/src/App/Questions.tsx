import { Button } from '@chatui/core';
import { useState } from 'react';
import type { ChatClient } from '../chat/client';
import { Dialog } from '../components/Dialog/Dialog';
import { Survey } from '../components/Survey/Survey';
import type { Message, MessageOf } from '../../../shared/api';
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

/** The survey from the menu: one that is still open, or one of its own about the present conversation. */
function Rate({ client, onClose }: { client: ChatClient; onClose: () => void }) {
  const [asked] = useState(() => openSurvey(client));
  const shown = client.state.messages.find((one) => one.seq === asked?.seq) as MessageOf<'survey'> | undefined;
  return (
    <Dialog title={zh.menu.survey} onClose={onClose}>
      <Survey message={shown ?? OWN_SURVEY} onRate={(score, comment) => client.rate(score, comment, asked)} />
      <div className="dialog-acts">
        <Button onClick={onClose}>{zh.menu.no}</Button>
      </div>
    </Dialog>
  );
}

/** The newest survey, unless it has its answer or the customer has gone on to something else since. */
function openSurvey({ state: { messages } }: ChatClient): MessageOf<'survey'> | null {
  const last = [...messages].reverse().find((one) => one.kind === 'survey' || one.author === 'customer');
  if (last?.kind !== 'survey') return null;
  const asked = last as Message as MessageOf<'survey'>;
  return asked.data.score === null ? asked : null;
}

const OWN_SURVEY: MessageOf<'survey'> = {
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
