import { useRef, useState } from 'react';
import type { Attachment } from '../../../../shared/api';
import { zh } from '../../zh';
import { ownAddress, plainName } from '../FileCard/name';
import { useFreshAddress } from '../Viewer/address';
import { fit } from './fit';
import { Viewer } from '../Viewer/Viewer';
import './Picture.css';

interface PictureProps {
  data: Attachment;
  /** How far the message has come. */
  status: string;
  /** The signed address has run out or failed: fetch the message again, which brings a fresh one. Asked once by itself. */
  onExpired?: () => void;
}

/** A picture of the conversation at a size that is known before it loads; pressing it shows it large. */
export function Picture({ data, status, onExpired }: PictureProps) {
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const thumbnail = useFreshAddress(ownAddress(data.thumbnail_url ?? data.url), onExpired);
  const name = plainName(data.name) ?? zh.file.nameless;
  const { width, height } = fit(data.width, data.height);

  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  if (!thumbnail.address)
    return (
      <div className="picture-broken" data-status={status}>
        <span>{zh.file.broken}</span>
        <small>{name}</small>
        {onExpired && (
          <button type="button" className="card-button" onClick={thumbnail.reload}>
            {zh.file.reload}
          </button>
        )}
      </div>
    );
  return (
    <>
      <button
        ref={opener}
        type="button"
        className="picture"
        data-status={status}
        aria-label={zh.file.enlarge(name)}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <img
          src={thumbnail.address}
          width={width}
          height={height}
          alt={zh.file.pictureAlt(name)}
          decoding="async"
          onError={thumbnail.fail}
        />
      </button>
      {isOpen && <Viewer kind="image" url={ownAddress(data.url)} name={name} onExpired={onExpired} onClose={close} />}
    </>
  );
}
