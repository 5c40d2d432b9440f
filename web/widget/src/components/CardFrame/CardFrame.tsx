import type { ReactNode } from 'react';
import { zh } from '../../zh';
import './CardFrame.css';

/** How a badge looks; its text always says the same in words. */
export type Tone = 'good' | 'bad' | 'warn' | 'plain' | 'brand';

interface CardFrameProps {
  /** What a screen reader calls the card. */
  label: string;
  title?: string;
  /** A second, quieter line under the title. */
  subtitle?: string | null;
  badge?: ReactNode;
  /** Which record or rule the facts come from. */
  source?: string | null;
  children?: ReactNode;
}

/** The frame of every card: head, body and the line that names the source. */
export function CardFrame({ label, title, subtitle, badge, source, children }: CardFrameProps) {
  return (
    <div className="card" role="group" aria-label={label}>
      {title && (
        <div className="card-head">
          <div className="card-titles">
            <p className="card-title">{title}</p>
            {subtitle && <p className="card-subtitle">{subtitle}</p>}
          </div>
          {badge}
        </div>
      )}
      {children}
      {source && <p className="card-source">{zh.card.source(source)}</p>}
    </div>
  );
}

/** A short state in words on a coloured ground; the sign before it is decoration. */
export function Badge({ tone, sign, children }: { tone: Tone; sign?: string; children: ReactNode }) {
  return (
    <span className="card-badge" data-tone={tone}>
      {sign && <span aria-hidden="true">{sign}</span>}
      {children}
    </span>
  );
}

/** A fact of a card: what it is, and its value; facts without a value are left out. */
export interface Fact {
  label: string;
  value: string | null | undefined;
  /** The fact that the card is about. */
  isMain?: boolean;
}

/** Facts as pairs of label and value. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  const known = facts.filter(({ value }) => value);
  if (known.length === 0) return null;
  return (
    <dl className="card-facts">
      {known.map(({ label, value, isMain }) => (
        <div className="card-fact" key={label}>
          <dt>{label}</dt>
          <dd>
            {isMain ? (
              <b>
                <Unbroken text={value ?? ''} />
              </b>
            ) : (
              <Unbroken text={value ?? ''} />
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A text whose ranges ("9:00–12:00") stay on one line. */
export function Unbroken({ text }: { text: string }) {
  const parts = text.split(/([\d:]{1,8}[–-][\d:]{1,8})/);
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 1 ? (
          <span className="card-unbroken" key={index}>
            {part}
          </span>
        ) : (
          part
        ),
      )}
    </>
  );
}
