import { useState } from 'react';
import type { Attachment } from '../../../../shared/api';
import { zh } from '../../zh';
import { ownAddress, plainName } from '../FileCard/name';
import { useFreshAddress } from '../Viewer/address';
import { fit } from './fit';
import { Viewer } from '../Viewer/Viewer';
import './Picture.css';

interface PictureProps {
  /** What the bot shows has an address and nothing else. */
  data: Pick<Attachment, 'url'> & Partial<Attachment>;
  /** The customer sent it. */
  isOwn: boolean;
  /** How far the message has come. */
  status: string;
  /** The signed address has run out or failed: fetch the message again, which brings a fresh one. Asked once by itself. */
  onExpired?: () => void;
}

/** A picture of the conversation at a size that is known before it loads; pressing it shows it large. */
export function Picture({ data, isOwn, status, onExpired }: PictureProps) {
  const [isOpen, setOpen] = useState(false);
  const thumbnail = useFreshAddress(ownAddress(data.thumbnail_url ?? data.url), onExpired);
  const name = plainName(data.name);
  const label = zh.file.picture(name, isOwn);
  const { width, height } = fit(data.width, data.height);

  if (!thumbnail.address)
    return (
      <div className="picture-broken" data-status={status}>
        <span>{zh.file.broken}</span>
        {name && <small>{name}</small>}
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
        type="button"
        className="picture"
        data-status={status}
        aria-label={zh.file.enlarge(label)}
        aria-haspopup="dialog"
        onClick={(event) => {
          event.currentTarget.focus(); // Safari does not; the picture gives the focus back to what had it
          setOpen(true);
        }}
      >
        <img
          src={thumbnail.address}
          width={width}
          height={height}
          alt={label}
          decoding="async"
          onError={thumbnail.fail}
        />
      </button>
      {isOpen && (
        <Viewer
          kind="image"
          url={ownAddress(data.url)}
          name={label}
          onExpired={onExpired}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
