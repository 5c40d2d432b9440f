import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ChatState } from '../../chat/state';

const NEAR_BOTTOM_PX = 60;
const NEAR_TOP_PX = 120;

interface Acts {
  onOlder: () => void;
  onBottom: (isAtBottom: boolean) => void;
}

/** Keeps the newest message in sight while the customer is there, and his place when he reads what is older. */
export function useScroll(state: ChatState, acts: Acts, isLarge: boolean) {
  const ref = useRef<HTMLDivElement>(null);
  const place = useRef({ isAtBottom: true, height: 0, firstSeq: 0, own: 0 });
  const [isAtBottom, setAtBottom] = useState(true);
  const [seenSeq, setSeenSeq] = useState(0);
  const { messages, pending, typing } = state;
  const firstSeq = messages[0]?.seq ?? 0;
  const last = messages[messages.length - 1];
  const newCount = messages.filter((one) => one.seq > seenSeq && one.author !== 'customer').length;

  const settle = (isThere: boolean): void => {
    place.current.isAtBottom = isThere;
    setAtBottom(isThere);
    if (isThere) setSeenSeq(last?.seq ?? 0);
    acts.onBottom(isThere);
  };
  const toBottom = (): void => {
    const box = ref.current;
    if (!box) return;
    box.scrollTop = box.scrollHeight;
    settle(true);
  };
  const onScroll = (): void => {
    const box = ref.current;
    if (!box) return;
    settle(box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_BOTTOM_PX);
    if (box.scrollTop < NEAR_TOP_PX && box.scrollHeight > box.clientHeight && state.older === 'idle') acts.onOlder();
  };

  useLayoutEffect(() => {
    const box = ref.current;
    if (!box) return;
    const was = place.current;
    const hasOlder = was.firstSeq > 0 && firstSeq > 0 && firstSeq < was.firstSeq;
    const hasSent = pending.length > was.own;
    if (hasOlder && !was.isAtBottom) box.scrollTop += box.scrollHeight - was.height;
    else if (was.isAtBottom || hasSent) toBottom();
    place.current = { ...place.current, height: box.scrollHeight, firstSeq, own: pending.length };
    // Only what changes the height matters.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [firstSeq, last, pending, typing, state.older, isLarge]);

  useEffect(() => {
    const box = ref.current;
    if (!box || typeof ResizeObserver === 'undefined') return;
    const follow = new ResizeObserver(() => {
      if (place.current.isAtBottom) box.scrollTop = box.scrollHeight;
    });
    follow.observe(box); // the keyboard of a phone, a banner, a taller composer
    return () => follow.disconnect();
  }, []);

  return { ref, isAtBottom, newCount, toBottom, onScroll };
}
