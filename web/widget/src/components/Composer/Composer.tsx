import { Icon } from '@chatui/core';
import { useLayoutEffect } from 'react';
import type { ClipboardEvent, KeyboardEvent, RefObject } from 'react';
import { LIMITS } from '../../../../shared/api';
import { zh } from '../../zh';
import { AttachButton, filesOf } from '../Upload';
import './Composer.css';

const COUNT_FROM = 50; // characters left when the counter appears
const TALLEST_PX = 132;

interface ComposerProps {
  draft: string;
  onDraft: (text: string) => void;
  onSend: () => void;
  onFiles: (files: File[]) => void;
  /** The conversation is not open yet: write, but not send. */
  disabled: boolean;
  isWithAgent: boolean;
  /** Why a file cannot be sent. */
  problem: string | null;
  field: RefObject<HTMLTextAreaElement | null>;
}

/** Where the customer writes. Enter sends and Shift+Enter breaks the line; an input method's Enter does neither. */
export function Composer(props: ComposerProps) {
  const { draft, onDraft, onSend, onFiles, disabled, isWithAgent, problem, field } = props;
  const over = [...draft.trim()].length - LIMITS.textCharacters; // an emoji is one character, as the server counts
  const canSend = !disabled && over <= 0 && draft.trim() !== '';
  useGrowing(field, draft);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return;
    event.preventDefault();
    if (canSend) onSend();
  };
  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>): void => {
    const files = filesOf(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    if (!disabled) onFiles(files);
  };
  return (
    <div className="composer">
      {problem && (
        <p className="composer-problem" role="alert">
          {problem}
        </p>
      )}
      <div className="composer-line">
        <AttachButton onFiles={onFiles} disabled={disabled} />
        <textarea
          ref={field}
          rows={1}
          value={draft}
          aria-label={zh.composer.label}
          aria-invalid={over > 0}
          aria-describedby="composer-count"
          placeholder={isWithAgent ? zh.composer.placeholderAgent : zh.composer.placeholder}
          enterKeyHint="send"
          onInput={(event) => onDraft(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <button
          type="button"
          className="composer-send"
          aria-label={zh.composer.send}
          disabled={!canSend}
          onMouseDown={(event) => event.preventDefault()} // the field keeps the focus, a phone its keyboard
          onClick={onSend}
        >
          <Icon type="send" />
        </button>
      </div>
      <p id="composer-count" className="composer-count" role="status" data-over={over > 0}>
        {over > 0 ? zh.composer.over(over) : over > -COUNT_FROM ? zh.composer.left(-over) : ''}
      </p>
    </div>
  );
}

/** As tall as its text, up to about five lines. */
function useGrowing(field: RefObject<HTMLTextAreaElement | null>, draft: string): void {
  useLayoutEffect(() => {
    const box = field.current;
    if (!box) return;
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight + 2, TALLEST_PX)}px`; // 2 px of border
  }, [field, draft]);
}

/** An input method is choosing characters: 229 is what older WebViews say instead. */
function isComposing(event: KeyboardEvent): boolean {
  return (
    event.nativeEvent?.isComposing ||
    (event as unknown as { isComposing?: boolean }).isComposing ||
    event.keyCode === 229
  );
}
