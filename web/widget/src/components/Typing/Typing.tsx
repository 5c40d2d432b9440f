import { Typing as Dots } from '@chatui/core';
import type { ChatState } from '../../chat/state';
import { zh } from '../../zh';

/** Who is typing, with moving dots. Not read aloud by itself: what follows in a moment is. */
export function Typing({ state }: { state: ChatState }) {
  if (state.typing === null) return null;
  const agent = state.agentName ? zh.typing.agent(state.agentName) : zh.typing.agentUnnamed;
  return (
    <div className="typing-now" aria-live="off">
      <Dots text={state.typing === 'bot' ? zh.typing.bot : agent} />
    </div>
  );
}
