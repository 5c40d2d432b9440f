import { useRef } from 'react';
import type { MouseEvent } from 'react';
import { createPortal } from 'react-dom';
import { zh } from '../../zh';
import { useModal } from '../Dialog/useModal';
import { useFreshAddress } from './address';
import './Viewer.css';

interface ViewerProps {
  kind: 'image' | 'video';
  url: string | null;
  /** What a picture is called, or the name of a video's file. */
  name: string;
  onExpired: (() => void) | undefined;
  onClose: () => void;
}

/** A picture or video over the whole page. Escape, 关闭 and a press beside it close it; the focus stays inside until then. */
export function Viewer({ kind, url, name, onExpired, onClose }: ViewerProps) {
  const dialog = useRef<HTMLDivElement>(null);
  const original = useFreshAddress(url, onExpired);
  useModal(dialog, onClose);
  const onPress = (event: MouseEvent) => {
    if (!(event.target instanceof HTMLElement) || !event.target.closest('img, video, a, button, p')) onClose();
  };
  return createPortal(
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- Escape is heard by useModal; a press beside the picture is an extra way out
    <div
      ref={dialog}
      className="viewer"
      role="dialog"
      aria-modal="true"
      aria-label={zh.file.viewer[kind]}
      tabIndex={-1}
      onClick={onPress}
    >
      <div className="viewer-bar">
        <Elsewhere kind={kind} url={kind === 'video' ? url : original.address} name={name} />
        <button type="button" className="viewer-button" onClick={onClose}>
          {zh.file.close}
        </button>
      </div>
      <Shown kind={kind} address={original.address} name={name} onFail={original.fail} />
    </div>,
    document.body,
  );
}

interface ShownProps {
  kind: ViewerProps['kind'];
  address: string | null;
  name: string;
  onFail: () => void;
}

function Shown({ kind, address, name, onFail }: ShownProps) {
  if (!address) return <p role="alert">{zh.file.failed[kind]}</p>;
  if (kind === 'image') return <img src={address} alt={name} onError={onFail} />;
  return (
    // eslint-disable-next-line jsx-a11y/media-has-caption -- what a customer films has no captions
    <video src={address} aria-label={name} controls playsInline preload="metadata" onError={onFail} />
  );
}

/** The way out of this page: the picture in a window of its own, the video as a file. */
function Elsewhere({ kind, url, name }: { kind: ViewerProps['kind']; url: string | null; name: string }) {
  if (!url) return null;
  return (
    <a
      className="viewer-button"
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      download={kind === 'video' ? name : undefined}
    >
      {kind === 'video' ? zh.file.save : zh.file.original}
    </a>
  );
}
