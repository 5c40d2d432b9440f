import { useState } from 'react';
import type { MouseEvent, ReactNode } from 'react';
import type { Attachment } from '../../../../shared/api';
import { fileSize } from '../../format';
import { zh } from '../../zh';
import { Viewer } from '../Viewer/Viewer';
import { ending, hasRunOut, ownAddress, plainName } from './name';
import './FileCard.css';

interface FileCardProps {
  data: Attachment;
  /** How far the message has come; a file that is on its way has no address yet. */
  status: string;
  /** The signed address has run out: fetch the message again, which brings a fresh one. */
  onExpired?: () => void;
}

/** A file or a video: its kind, name and size. A press downloads the file, or plays the video. */
export function FileCard({ data, status, onExpired }: FileCardProps) {
  const isVideo = data.media_type.startsWith('video/');
  const name = plainName(data.name) ?? zh.file.nameless;
  const size = fileSize(data.bytes);
  const address = ownAddress(data.url);
  const face = <Face kind={isVideo ? zh.file.video : (ending(data.name) ?? zh.message.file)} name={name} size={size} />;
  const label = isVideo ? zh.file.play(name, size) : zh.file.download(name, size);
  if (!address)
    return (
      <div className="file-card" data-status={status}>
        {face}
      </div>
    );
  const Way = isVideo ? Played : Downloaded;
  return (
    <Way address={address} name={name} label={label} onExpired={onExpired}>
      {face}
    </Way>
  );
}

interface WayProps {
  address: string;
  name: string;
  label: string;
  onExpired: (() => void) | undefined;
  children: ReactNode;
}

function Downloaded({ address, name, label, onExpired, children }: WayProps) {
  const [stale, setStale] = useState<string | null>(null);
  const onPress = (event: MouseEvent) => {
    if (!onExpired || !hasRunOut(address, Date.now())) return;
    event.preventDefault();
    setStale(address);
    onExpired();
  };
  return (
    <>
      <a
        className="file-card"
        href={address}
        target="_blank"
        rel="noopener noreferrer"
        download={name}
        aria-label={label}
        onClick={onPress}
      >
        {children}
      </a>
      <span className="file-renewed" role="status">
        {stale !== null && stale !== address && zh.file.renewed}
      </span>
    </>
  );
}

function Played({ address, name, label, onExpired, children }: WayProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="file-card"
        aria-label={label}
        aria-haspopup="dialog"
        onClick={(event) => {
          event.currentTarget.focus(); // Safari does not; the video gives the focus back to what had it
          setOpen(true);
        }}
      >
        {children}
      </button>
      {isOpen && <Viewer kind="video" url={address} name={name} onExpired={onExpired} onClose={() => setOpen(false)} />}
    </>
  );
}

function Face({ kind, name, size }: { kind: string; name: string; size: string }) {
  return (
    <>
      <span className="file-kind" aria-hidden="true">
        {kind}
      </span>
      <span className="file-words">
        <span className="file-name">{name}</span>
        <small>{size}</small>
      </span>
    </>
  );
}
