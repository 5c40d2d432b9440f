import { useEffect, useState } from 'react';
import { zh } from '../../zh';
import { copyText } from './copy';

const SHOWN_MS = 4000;

interface CopyButtonProps {
  text: string;
  title: string;
  /** What a screen reader says: the title alone does not tell what is copied. */
  label: string;
}

/** Copies a text and says so in its place; where nothing can be copied it says how to do it by hand. */
export function CopyButton({ text, title, label }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null);
  useEffect(() => {
    if (!outcome) return undefined;
    const timer = setTimeout(() => setOutcome(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = async () => setOutcome((await copyText(text)) ? 'copied' : 'failed');
  const said = outcome === 'copied' ? zh.card.copied : outcome === 'failed' ? zh.card.copyFailed : null;
  return (
    <>
      <button type="button" className="card-button card-link" aria-label={said ?? label} onClick={() => void copy()}>
        {said ?? title}
      </button>
      <span className="card-hidden" role="status">
        {said}
      </span>
    </>
  );
}
