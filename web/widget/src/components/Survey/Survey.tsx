import { useEffect, useId, useRef, useState } from 'react';
import type { ChangeEvent, FormEvent } from 'react';
import { LIMITS } from '../../../../shared/api';
import type { MessageOf } from '../../../../shared/api';
import { Refused } from '../../chat/api';
import { zh } from '../../zh';
import { Stars } from './Stars';
import './Survey.css';

const LEFT_IS_SAID = 50;

interface SurveyProps {
  message: MessageOf<'survey'>;
  /** Hands the rating in, score 1–5; rejects when it did not arrive. */
  onRate: (score: number, comment: string) => Promise<void>;
}

/** Five stars and an optional comment, handed in once. */
export function Survey({ message, onRate }: SurveyProps) {
  const [sent, setSent] = useState<number | null>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (sent !== null) box.current?.focus(); // the button that had it is gone
  }, [sent]);
  const question = message.text ?? zh.rating.question;
  const score = message.data.score ?? sent;
  if (score === null) return <Form question={question} onRate={onRate} onSent={setSent} />;
  return (
    <div className="survey" role="group" aria-label={question} tabIndex={-1} ref={box}>
      <p className="survey-question">{question}</p>
      <p className="survey-rated">
        <span aria-hidden="true">{'★'.repeat(score)}</span>
        {zh.rating.rated(score, zh.rating.scores[score - 1] ?? '')}
      </p>
      <p className="survey-thanks" role={sent === null ? undefined : 'status'}>
        {zh.rating.thanks}
      </p>
    </div>
  );
}

interface FormProps {
  question: string;
  onRate: SurveyProps['onRate'];
  onSent: (score: number) => void;
}

function Form({ question, onRate, onSent }: FormProps) {
  const [score, setScore] = useState<number | null>(null);
  const [comment, setComment] = useState('');
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const form = useRef<HTMLFormElement>(null);
  const isChosen = score !== null;
  useEffect(() => {
    if (isChosen) form.current?.scrollIntoView({ block: 'nearest' }); // it has grown by the comment and its button
  }, [isChosen]);

  const handIn = async (rating: number) => {
    setSending(true);
    setProblem(null);
    try {
      await onRate(rating, comment.trim());
      onSent(rating);
    } catch (error) {
      setSending(false);
      setProblem(error instanceof Refused && !error.isPassing ? error.message : zh.rating.failed);
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (score !== null && !isSending) void handIn(score);
  };
  return (
    <form className="survey" onSubmit={onSubmit} ref={form}>
      <fieldset aria-busy={isSending}>
        <legend className="survey-question">{question}</legend>
        <Stars score={score} onChange={setScore} />
        {score !== null && <Comment value={comment} onChange={setComment} />}
        {problem && (
          <p className="survey-failed" role="alert">
            {problem}
          </p>
        )}
        {score !== null && (
          <button type="submit" className="survey-send">
            {isSending ? zh.rating.sending : zh.rating.send}
          </button>
        )}
      </fieldset>
    </form>
  );
}

function Comment({ value, onChange }: { value: string; onChange: (comment: string) => void }) {
  const id = useId();
  const left = LIMITS.commentCharacters - value.length;
  return (
    <div className="survey-comment">
      <label htmlFor={id}>{zh.rating.comment}</label>
      <textarea
        id={id}
        rows={2}
        maxLength={LIMITS.commentCharacters}
        value={value}
        onChange={(event: ChangeEvent<HTMLTextAreaElement>) => onChange(event.currentTarget.value)}
      />
      {left <= LEFT_IS_SAID && <small>{zh.rating.left(left)}</small>}
    </div>
  );
}
