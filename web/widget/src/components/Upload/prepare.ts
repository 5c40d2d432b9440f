import { LIMITS } from '../../../../shared/api';
import { fileSize } from '../../format';
import { zh } from '../../zh';
import { isPicture, isTaken, refusal } from './kinds';

/** Longest side of a picture that is sent, in pixels: a type plate stays readable. */
const LONGEST_SIDE = 2048;
/** A picture up to this size is sent as it is, in bytes. */
const SMALL_BYTES = 1.5 * 1024 * 1024;
const JPEG_QUALITY = 0.85;

/** A file that cannot be sent; its message is the sentence for the customer. */
export class FileRefused extends Error {}

/**
 * The file as it is sent: a large picture, or one in a format that the server does not take, becomes a JPEG (which also
 * drops what the camera wrote about place and time); everything else stays as it is. Rejects with `FileRefused`.
 */
export async function prepare(file: File): Promise<File> {
  const reason = refusal(file);
  if (reason) throw new FileRefused(reason);
  const ready = isPicture(file) && file.type !== 'image/gif' ? await prepared(file) : file;
  if (ready.size > LIMITS.fileBytes) throw new FileRefused(zh.file.tooLarge(fileSize(LIMITS.fileBytes)));
  return ready;
}

async function prepared(file: File): Promise<File> {
  const picture = await read(file);
  if (!picture) {
    if (isTaken(file)) return file; // the server says what is wrong with it
    throw new FileRefused(zh.file.unreadable);
  }
  const { naturalWidth: width, naturalHeight: height } = picture;
  const isSmall = file.size <= SMALL_BYTES && Math.max(width, height) <= LONGEST_SIDE;
  if (isSmall && isTaken(file)) return file;
  const smaller = await asJpeg(picture, Math.min(1, LONGEST_SIDE / Math.max(width, height)));
  if (smaller) return new File([smaller], jpegName(file.name), { type: 'image/jpeg', lastModified: file.lastModified });
  if (isTaken(file)) return file;
  throw new FileRefused(zh.file.unreadable);
}

/** The picture as the browser shows it, turned as the camera was held; null when the browser cannot read it. */
function read(file: File): Promise<HTMLImageElement | null> {
  return new Promise((resolve) => {
    const address = URL.createObjectURL(file);
    const picture = new Image();
    const settle = (result: HTMLImageElement | null) => {
      URL.revokeObjectURL(address);
      resolve(result);
    };
    picture.onload = () => settle(picture.naturalWidth > 0 ? picture : null);
    picture.onerror = () => settle(null);
    picture.src = address;
  });
}

function asJpeg(picture: HTMLImageElement, scale: number): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(picture.naturalHeight * scale));
  const pen = canvas.getContext('2d');
  if (!pen) return Promise.resolve(null);
  pen.fillStyle = '#fff'; // what is transparent would become black
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY));
}

function jpegName(name: string): string {
  return `${name.replace(/\.[^./\\]{1,5}$/, '') || 'photo'}.jpg`;
}
