import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Button } from '../../../shared/api';
import type { ChatClient } from '../chat/client';
import { hasWritten } from '../chat/state';
import { useChat } from '../chat/useChat';
import type { Vault } from '../chat/vault';
import { Banner } from '../components/Banner/Banner';
import { Composer } from '../components/Composer/Composer';
import { Consent } from '../components/Consent/Consent';
import { Header } from '../components/Header/Header';
import { Menu } from '../components/Menu/Menu';
import { MessageList, type ListActs } from '../components/MessageList/MessageList';
import { Sprite } from '../components/Sprite/Sprite';
import { useFileDrop } from '../components/Upload';
import type { Host } from '../host';
import { readPreferences } from '../preferences';
import { zh } from '../zh';
import { leaveButton, useFirstFocus } from './focus';
import { ElderHuman, Opening } from './Opening';
import { Questions, type Question } from './Questions';
import { useFiles } from './useFiles';
import { useHost, useNews } from './useHost';
import { useLook } from './useLook';
import { useReading, useRetries } from './useReading';
import './App.css';

interface AppProps {
  host: Host;
  client: ChatClient;
  vault: Vault;
}

/** The chat page. */
export function App({ host, client, vault }: AppProps) {
  const state = useChat(client);
  const [draft, setDraft] = useState('');
  const [question, setQuestion] = useState<Question | null>(null);
  const page = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const around = useHost(host, client, readPreferences(vault).isLarge, setDraft);
  const look = useLook(vault, around.options);
  const files = useFiles(client);
  const isReady = state.phase === 'open';
  const isOver = useFileDrop(page, files.send, !isReady);
  const onBottom = useReading(client, state, around.isOpen);
  useNews(host, state);
  useRetries(client, state);
  useEscape(host);
  useFirstFocus(host.isFramed && around.isOpen, { page, field });

  const choose = useCallback(
    (button: Button) => {
      leaveButton({ page, field });
      client.press(button);
    },
    [client],
  );
  const acts = useMemo<ListActs>(
    () => ({
      onChoose: choose,
      onRate: (score, comment, asked) => client.rate(score, comment, asked),
      onExpired: (seq) => void client.refresh(seq).catch(() => undefined),
      onOlder: () => void client.loadOlder(),
      onRetry: (clientId) => client.resend(clientId),
      onRemove: (clientId) => client.discard(clientId),
      canRetry: (item) => client.canResend(item),
      onBottom,
    }),
    [client, choose, onBottom],
  );
  const send = (): void => {
    client.send(draft.trim());
    setDraft('');
    files.forget();
    field.current?.focus();
  };
  const write = (text: string): void => {
    setDraft(text);
    if (text !== '') client.type();
  };
  const enlarge = (isLarge: boolean): void => {
    look.choose({ isLarge });
    client.show({ large_text: isLarge });
  };

  return (
    <div className="page" ref={page} data-drop={isOver}>
      <Sprite />
      <Header
        state={state}
        onHuman={() => client.askHuman()}
        onClose={host.isFramed ? () => host.tell({ type: 'close' }) : undefined}
        menu={
          <Menu
            isLarge={look.isLarge}
            theme={look.theme}
            isOpen={isReady}
            onLarge={enlarge}
            onTheme={(theme) => look.choose({ theme })}
            onSurvey={() => setQuestion('survey')}
            onRestart={() => setQuestion('restart')}
          />
        }
      />
      <Banner state={state} onLeaveQueue={() => client.leaveQueue()} onRetry={() => client.wake()} />
      <main className="main">
        {state.phase === 'failed' || state.phase === 'opening' ? (
          <Opening hasFailed={state.phase === 'failed'} onRetry={() => void client.retry()} />
        ) : (
          <MessageList state={state} acts={acts} isLarge={look.isLarge} greeting={around.options.greeting} />
        )}
        {look.isLarge && <ElderHuman state={state} onPress={() => client.askHuman()} />}
        {!hasWritten(state) && <Consent />}
        <Composer
          draft={draft}
          onDraft={write}
          onSend={send}
          onFiles={files.send}
          disabled={!isReady}
          isWithAgent={state.owner === 'agent'}
          problem={files.problem}
          field={field}
        />
      </main>
      {isOver && <p className="page-drop">{zh.composer.drop}</p>}
      <Questions question={question} client={client} onClose={() => setQuestion(null)} />
    </div>
  );
}

/** Escape closes the chat window, unless something inside has taken the key for itself. */
function useEscape(host: Host): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const isComposing = event.isComposing || event.keyCode === 229; // Escape leaves an input method's list first
      if (event.key === 'Escape' && !isComposing && !event.defaultPrevented) host.tell({ type: 'close' });
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [host]);
}
