import { Icon } from '@chatui/core';
import { useEffect, useRef, useState } from 'react';
import type { Theme } from '../../host-messages';
import { zh } from '../../zh';
import './Menu.css';

interface MenuProps {
  isLarge: boolean;
  theme: Theme;
  /** The conversation is open, so that it can be rated and begun anew. */
  isOpen: boolean;
  onLarge: (isLarge: boolean) => void;
  onTheme: (theme: Theme) => void;
  onSurvey: () => void;
  onRestart: () => void;
}

const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];

/** What is needed now and then. Escape or a press beside it closes it; the focus goes back to its button. */
export function Menu(props: MenuProps) {
  const [isShown, setShown] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const close = (): void => {
    setShown(false);
    opener.current?.focus();
  };
  useEffect(() => {
    if (!isShown) return;
    box.current?.querySelector('button')?.focus();
    const leave = (event: Event): void => {
      const target = event.target as Node;
      if (!box.current?.contains(target) && !opener.current?.contains(target)) setShown(false);
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      event.stopPropagation(); // else it would close the chat
      setShown(false);
      opener.current?.focus();
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('focusin', leave);
    window.addEventListener('keydown', onKeyDown, true);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('focusin', leave);
      window.removeEventListener('keydown', onKeyDown, true);
    };
  }, [isShown]);
  const act = (then: () => void) => () => {
    close();
    then();
  };
  return (
    <div className="menu">
      <button
        ref={opener}
        type="button"
        className="icon-button"
        aria-label={zh.header.menu}
        aria-expanded={isShown}
        aria-controls="menu"
        onClick={() => setShown(!isShown)}
      >
        <Icon type="more" />
      </button>
      {isShown && (
        <div id="menu" className="menu-box" role="group" aria-label={zh.menu.label} ref={box}>
          <Large isLarge={props.isLarge} onLarge={props.onLarge} />
          <Themes theme={props.theme} onTheme={props.onTheme} />
          <Entry icon="star" title={zh.menu.survey} disabled={!props.isOpen} onPress={act(props.onSurvey)} />
          <Entry icon="restart" title={zh.menu.restart} disabled={!props.isOpen} onPress={act(props.onRestart)} />
          <a className="menu-entry" href="/privacy" target="_blank" rel="noopener">
            <Icon type="shield" />
            {zh.menu.privacy}
          </a>
        </div>
      )}
    </div>
  );
}

interface EntryProps {
  icon: string;
  title: string;
  disabled: boolean;
  onPress: () => void;
}

function Entry({ icon, title, disabled, onPress }: EntryProps) {
  return (
    <button type="button" className="menu-entry" disabled={disabled} onClick={onPress}>
      <Icon type={icon} />
      {title}
    </button>
  );
}

function Large({ isLarge, onLarge }: Pick<MenuProps, 'isLarge' | 'onLarge'>) {
  return (
    <button type="button" role="switch" aria-checked={isLarge} className="menu-entry" onClick={() => onLarge(!isLarge)}>
      <Icon type="text" />
      <span>
        {zh.menu.large}
        <small>{zh.menu.largeHint}</small>
      </span>
      <span className="menu-switch" aria-hidden="true" />
    </button>
  );
}

function Themes({ theme, onTheme }: Pick<MenuProps, 'theme' | 'onTheme'>) {
  return (
    <fieldset className="menu-themes">
      <legend>
        <Icon type="theme" />
        {zh.menu.theme}
      </legend>
      <div>
        {THEMES.map((one) => (
          <label key={one}>
            <input type="radio" name="theme" checked={theme === one} onChange={() => onTheme(one)} />
            <span>{zh.menu.themes[one]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
