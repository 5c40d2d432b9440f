import { useId } from 'react';
import { zh } from '../../zh';

interface StarsProps {
  /** 1–5, null while nothing is chosen. */
  score: number | null;
  onChange: (score: number) => void;
}

/** Stars as radio buttons: the arrow keys move between them, and each has its words. */
export function Stars({ score, onChange }: StarsProps) {
  const group = useId();
  return (
    <>
      <div className="stars">
        {zh.rating.scores.map((name, index) => (
          <label className="star" key={name} data-lit={score !== null && index < score}>
            <input
              type="radio"
              name={group}
              value={index + 1}
              checked={score === index + 1}
              aria-label={zh.rating.star(index + 1, name)}
              onChange={() => onChange(index + 1)}
            />
            <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
              <path d="m12 2.8 2.84 5.76 6.36.92-4.6 4.49 1.08 6.33L12 17.31 6.32 20.3l1.08-6.33-4.6-4.49 6.36-.92z" />
            </svg>
          </label>
        ))}
      </div>
      <p className="survey-score" aria-hidden="true">
        {score === null ? zh.rating.hint : zh.rating.scores[score - 1]}
      </p>
    </>
  );
}
