import { LIMITS } from '../../../../shared/api';
import { fileSize } from '../../format';
import { zh } from '../../zh';

/** What the file dialog offers. A phone adds its camera by itself where pictures are wanted. */
export const ACCEPT = ['image/*', ...LIMITS.mediaTypes.filter((type) => !type.startsWith('image/'))].join(',');

/** A picture that the browser may be able to make smaller is read up to this size, in bytes. */
const READABLE_PICTURE_BYTES = 60 * 1024 * 1024;

const TAKEN = new Set<string>(LIMITS.mediaTypes);
const UNNAMED_PICTURE = /\.(heic|heif|jpe?g|png|webp)$/i;

/** A picture by its type, or by its ending where the system gives no type (HEIC on many desktops). */
export function isPicture(file: File): boolean {
  return (
    (file.type.startsWith('image/') && file.type !== 'image/svg+xml') || (!file.type && UNNAMED_PICTURE.test(file.name))
  );
}

/** Whether the server takes a file of this type as it is. */
export function isTaken(file: File): boolean {
  return TAKEN.has(file.type);
}

/** Why a chosen file cannot be sent, as one sentence; null when it can. Pictures may be larger: they are made smaller. */
export function refusal(file: File): string | null {
  if (!isPicture(file) && !isTaken(file)) return zh.file.wrongKind;
  if (file.size === 0) return zh.file.empty;
  const limit = isPicture(file) && file.type !== 'image/gif' ? READABLE_PICTURE_BYTES : LIMITS.fileBytes;
  return file.size > limit ? zh.file.tooLarge(fileSize(limit)) : null;
}
