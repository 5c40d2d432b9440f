import { Icon } from '@chatui/core';
import type { ReactNode } from 'react';
import type { ChatState } from '../../chat/state';
import { zh } from '../../zh';
import './Header.css';

interface HeaderProps {
  state: ChatState;
  onHuman: () => void;
  /** Undefined without a host page around. */
  onClose: (() => void) | undefined;
  /** The menu with its button. */
  menu: ReactNode;
}

/** Who answers, marked as machine or person; the way to a person; menu and ×. */
export function Header({ state, onHuman, onClose, menu }: HeaderProps) {
  const isAgent = state.owner === 'agent';
  const agent = state.agentName ? zh.app.agentTitle(state.agentName) : zh.app.agent;
  return (
    <header className="header">
      <span className="header-face" data-human={isAgent}>
        <Icon type={isAgent ? 'human' : 'bot'} />
      </span>
      <div className="header-names">
        <h1 tabIndex={-1}>{isAgent ? agent : zh.app.bot}</h1>
        <p className="header-mark">{isAgent ? zh.app.human : zh.app.machine}</p>
      </div>
      <HumanButton state={state} onPress={onHuman} />
      {menu}
      {onClose && (
        <button type="button" className="icon-button" aria-label={zh.header.close} onClick={onClose}>
          <Icon type="close" />
        </button>
      )}
    </header>
  );
}

/** Always there; while a person is on the way or here it says so. */
function HumanButton({ state, onPress }: { state: ChatState; onPress: () => void }) {
  const isAsked = state.owner === 'queue' || state.owner === 'agent';
  const label = {
    queue: zh.header.humanWaiting,
    agent: zh.header.humanHere,
    bot: zh.header.human,
    closed: zh.header.human,
  };
  return (
    <button type="button" className="header-human" disabled={isAsked || state.phase !== 'open'} onClick={onPress}>
      <Icon type="human" />
      <span>{label[state.owner]}</span>
    </button>
  );
}
