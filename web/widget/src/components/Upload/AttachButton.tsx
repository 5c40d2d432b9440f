import { useRef } from 'react';
import type { ChangeEvent } from 'react';
import { zh } from '../../zh';
import { ACCEPT } from './kinds';
import './Upload.css';

interface AttachButtonProps {
  /** The chosen files, in the order of the dialog; never empty. */
  onFiles: (files: File[]) => void;
  disabled: boolean;
}

/** Opens the system's dialog for files, photos and, on phones, the camera. */
export function AttachButton({ onFiles, disabled }: AttachButtonProps) {
  const field = useRef<HTMLInputElement>(null);
  const onChange = (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.currentTarget.files ?? [])];
    event.currentTarget.value = ''; // the same file may be chosen again
    if (files.length > 0) onFiles(files);
  };
  return (
    <>
      <button
        type="button"
        className="attach"
        aria-label={zh.file.attach}
        title={zh.file.attach}
        disabled={disabled}
        onClick={() => field.current?.click()}
      >
        <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
          <rect x="3" y="4.5" width="18" height="15" rx="3" />
          <circle cx="8.5" cy="9.75" r="1.75" />
          <path d="m3.5 17 5-4.5 3.5 3 4-4.5 4.5 4.5" />
        </svg>
      </button>
      <input
        ref={field}
        className="attach-field"
        type="file"
        accept={ACCEPT}
        multiple
        hidden
        tabIndex={-1}
        aria-hidden="true"
        disabled={disabled}
        onChange={onChange}
      />
    </>
  );
}
