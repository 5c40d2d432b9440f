import { useCallback, useState } from 'react';
import type { ChatClient } from '../chat/client';
import { FileRefused, prepare, refusal } from '../components/Upload';

/** Send files one after the other, pictures made smaller first; `problem` says why one was not. */
export function useFiles(client: ChatClient) {
  const [problem, setProblem] = useState<string | null>(null);
  const send = useCallback(
    (files: File[]) => {
      void sendAll(client, files).then(setProblem);
    },
    [client],
  );
  const forget = useCallback(() => setProblem(null), []);
  return { problem, send, forget };
}

async function sendAll(client: ChatClient, files: File[]): Promise<string | null> {
  let problem: string | null = null;
  for (const file of files) {
    problem = refusal(file) ?? (await sendOne(client, file)) ?? problem;
  }
  return problem;
}

async function sendOne(client: ChatClient, file: File): Promise<string | null> {
  try {
    client.sendFile(await prepare(file));
    return null;
  } catch (error) {
    if (error instanceof FileRefused) return error.message;
    throw error;
  }
}
