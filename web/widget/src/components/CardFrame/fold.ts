import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';

interface Fold<E extends HTMLElement> {
  /** How many entries are shown now. */
  shown: number;
  unfold: () => void;
  /** Goes on the first entry behind the fold: it gets the focus of the button that disappears. */
  next: RefObject<E | null>;
}

/** A list that shows its first entries until all are asked for. */
export function useFold<E extends HTMLElement>(count: number, atOnce: number): Fold<E> {
  const [isUnfolded, setUnfolded] = useState(count <= atOnce);
  const next = useRef<E>(null);
  const wasAsked = useRef(false);
  useEffect(() => {
    if (isUnfolded && wasAsked.current) next.current?.focus();
  }, [isUnfolded]);
  const unfold = () => {
    wasAsked.current = true;
    setUnfolded(true);
  };
  return { shown: isUnfolded ? count : Math.min(count, atOnce), unfold, next };
}
