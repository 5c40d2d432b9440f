import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ChatState } from '../../chat/state';
import { startOfAnswer } from './answers';

const NEAR_BOTTOM_PX = 60;
const NEAR_TOP_PX = 120;
const ABOVE_PX = 8; // of free space above an answer that is higher than the window

interface Acts {
  onOlder: () => void;
  onBottom: (isAtBottom: boolean) => void;
}

/**
 * Keeps the newest message in sight while the customer is there, and his place when he reads what is older.
 * An answer higher than the window is shown from its beginning: nobody should have to scroll up to read on.
 */
export function useScroll(state: ChatState, acts: Acts, isLarge: boolean) {
  const ref = useRef<HTMLDivElement>(null);
  const place = useRef({ isAtBottom: true, top: 0, height: 0, firstSeq: 0, own: 0 });
  const [isAtBottom, setAtBottom] = useState(true);
  const [seenSeq, setSeenSeq] = useState(0);
  const { messages, pending, typing } = state;
  const firstSeq = messages[0]?.seq ?? 0;
  const last = messages[messages.length - 1];
  const newFrom = Math.max(seenSeq, state.historySeq);
  const newCount = messages.filter((one) => one.seq > newFrom && one.author !== 'customer').length;

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
  const toAnswer = (box: HTMLDivElement): void => {
    const hasSpoken = messages.some((one) => one.author === 'customer');
    const isOwn = pending.length > 0 || last?.author === 'customer'; // what he has just said stands behind every answer
    const isNews = !isOwn && last !== undefined && (last.seq > state.historySeq || !hasSpoken);
    const start = isNews ? box.querySelector<HTMLElement>(`[data-seq="${startOfAnswer(messages)}"]`) : null;
    const top = start ? Math.max(0, start.offsetTop - ABOVE_PX) : Infinity;
    if (top >= box.scrollHeight - box.clientHeight - NEAR_BOTTOM_PX) return toBottom();
    box.scrollTop = top;
    settle(false);
    acts.onBottom(true); // it is before the customer's eyes
  };
  const onScroll = (): void => {
    const box = ref.current;
    if (!box) return;
    const isNear = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_BOTTOM_PX;
    // What has grown or shrunk (a picture that fails to load) has not been left by anybody.
    const isLeft = box.scrollTop < place.current.top && box.scrollHeight === place.current.height;
    place.current = { ...place.current, top: box.scrollTop, height: box.scrollHeight };
    settle(isNear || (place.current.isAtBottom && !isLeft));
    if (box.scrollTop < NEAR_TOP_PX && box.scrollHeight > box.clientHeight && state.older === 'idle') acts.onOlder();
  };

  useLayoutEffect(() => {
    const box = ref.current;
    if (!box) return;
    const was = place.current;
    const hasOlder = was.firstSeq > 0 && firstSeq > 0 && firstSeq < was.firstSeq;
    const hasSent = pending.length > was.own;
    if (hasOlder && !was.isAtBottom) box.scrollTop += box.scrollHeight - was.height;
    else if (hasSent) toBottom();
    else if (was.isAtBottom) toAnswer(box);
    place.current = { ...place.current, height: box.scrollHeight, firstSeq, own: pending.length };
    // Only what changes the height matters.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [firstSeq, last, pending, typing, state.older, isLarge]);

  useEffect(() => {
    const box = ref.current;
    if (!box || typeof ResizeObserver === 'undefined') return;
    const follow = new ResizeObserver(() => {
      const isAtWork = document.activeElement !== box && box.contains(document.activeElement); // he unfolds a card
      if (place.current.isAtBottom && !isAtWork) box.scrollTop = box.scrollHeight;
    });
    follow.observe(box); // the keyboard of a phone, a banner, a taller composer
    for (const part of box.children) follow.observe(part); // a picture whose size was not known
    return () => follow.disconnect();
  }, []);

  return { ref, isAtBottom, newCount, toBottom, onScroll };
}
