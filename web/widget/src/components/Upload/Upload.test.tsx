import { fireEvent, screen } from '@testing-library/preact';
import { useRef } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { show } from '../../testing/show';
import { ACCEPT, AttachButton, filesOf, prepare, refusal, useFileDrop } from '.';

function fileOf(name: string, type: string, bytes = 10): File {
  const file = new File(['x'], name, { type });
  Object.defineProperty(file, 'size', { value: bytes });
  return file;
}

const MB = 1024 * 1024;

describe('what is refused', () => {
  it.each([
    ['a program', fileOf('a.exe', 'application/x-msdownload'), /收不了/],
    ['a page', fileOf('a.html', 'text/html'), /收不了/],
    ['a drawing with scripts', fileOf('a.svg', 'image/svg+xml'), /收不了/],
    ['an unknown kind', fileOf('a', ''), /收不了/],
    ['an empty file', fileOf('a.pdf', 'application/pdf', 0), /空的/],
    ['a long video', fileOf('a.mp4', 'video/mp4', 10 * MB + 1), /超过 10 MB/],
    ['a large moving picture', fileOf('a.gif', 'image/gif', 11 * MB), /超过 10 MB/],
    ['a giant picture', fileOf('a.jpg', 'image/jpeg', 61 * MB), /超过 60 MB/],
  ])('%s', (_, file, sentence) => {
    expect(refusal(file)).toMatch(sentence);
  });

  it.each([
    ['a photo that will be made smaller', fileOf('a.jpg', 'image/jpeg', 30 * MB)],
    ["an iPhone's picture", fileOf('a.heic', 'image/heic')],
    ["an iPhone's picture whose kind the system does not know", fileOf('IMG_1.HEIC', '')],
    ['a video', fileOf('a.mov', 'video/quicktime', 10 * MB)],
    ['a document', fileOf('a.pdf', 'application/pdf')],
  ])('not: %s', (_, file) => {
    expect(refusal(file)).toBeNull();
  });
});

/** Stands in for the browser's decoder: pictures of these pixels, null for what it cannot read. */
function stubPictures(pixels: { width: number; height: number } | null, jpeg: Blob | null = new Blob(['jpeg'])) {
  class Decoder {
    onload: (() => void) | null = null;
    onerror: (() => void) | null = null;
    naturalWidth = pixels?.width ?? 0;
    naturalHeight = pixels?.height ?? 0;
    set src(_: string) {
      queueMicrotask(() => (pixels ? this.onload?.() : this.onerror?.()));
    }
  }
  const pen = { fillStyle: '', fillRect: vi.fn(), drawImage: vi.fn() };
  vi.stubGlobal('Image', Decoder);
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(pen as never);
  vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation((done) => done(jpeg));
  return pen;
}

describe('what is sent', () => {
  beforeEach(() => {
    vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:x');
    vi.spyOn(URL, 'revokeObjectURL').mockReturnValue(undefined);
  });
  afterEach(() => vi.unstubAllGlobals());

  it('a small photo stays as it is', async () => {
    stubPictures({ width: 1200, height: 900 });
    const photo = fileOf('a.jpg', 'image/jpeg', MB);

    expect(await prepare(photo)).toBe(photo);
    expect(URL.revokeObjectURL).toHaveBeenCalledWith('blob:x');
  });

  it.each([
    ['many pixels', 4000, 3000, MB, [2048, 1536]],
    ['many bytes', 1600, 1200, 3 * MB, [1600, 1200]],
    ['a tall screenshot', 1000, 8192, MB, [250, 2048]],
  ])('a photo of %s is made smaller', async (_, width, height, bytes, size) => {
    const pen = stubPictures({ width, height });

    const ready = await prepare(fileOf('现场.照片.PNG', 'image/png', bytes));

    expect([ready.name, ready.type]).toEqual(['现场.照片.jpg', 'image/jpeg']);
    expect(pen.drawImage.mock.calls[0]?.slice(1)).toEqual([0, 0, ...size]);
  });

  it("an iPhone's picture becomes a JPEG where the browser can read it", async () => {
    stubPictures({ width: 800, height: 600 });

    const ready = await prepare(fileOf('IMG_1.HEIC', ''));

    expect([ready.name, ready.type]).toEqual(['IMG_1.jpg', 'image/jpeg']);
  });

  it('a picture that the browser cannot read is refused with a sentence', async () => {
    stubPictures(null);

    await expect(prepare(fileOf('a.heic', 'image/heic'))).rejects.toThrow(/截图或转成 JPG/);
  });

  it('a photo that cannot be drawn is sent as it is while it is small enough', async () => {
    stubPictures({ width: 4000, height: 3000 }, null);
    const photo = fileOf('a.jpg', 'image/jpeg', 5 * MB);

    expect(await prepare(photo)).toBe(photo);
    await expect(prepare(fileOf('a.jpg', 'image/jpeg', 12 * MB))).rejects.toThrow(/超过 10 MB/);
  });

  it('other files are not touched, and wrong ones refused', async () => {
    const document = fileOf('a.pdf', 'application/pdf');

    expect(await prepare(document)).toBe(document);
    await expect(prepare(fileOf('a.exe', 'application/x-msdownload'))).rejects.toThrow(/收不了/);
  });
});

describe('how files come', () => {
  it('the button opens the dialog for all kinds that are taken', () => {
    const onFiles = vi.fn();
    show(<AttachButton onFiles={onFiles} disabled={false} />);
    const field = document.querySelector('input') as HTMLInputElement;
    const open = vi.spyOn(field, 'click').mockReturnValue(undefined);
    const photo = fileOf('a.jpg', 'image/jpeg');

    fireEvent.click(screen.getByRole('button', { name: '发送图片或文件' }));
    Object.defineProperty(field, 'files', { value: [photo] });
    fireEvent(field, new Event('change')); // fireEvent.change sends "input", which a file field does not answer

    expect(open).toHaveBeenCalledTimes(1);
    expect(field.accept).toBe(ACCEPT);
    expect(ACCEPT).toBe('image/*,video/mp4,video/quicktime,application/pdf');
    expect(onFiles).toHaveBeenCalledExactlyOnceWith([photo]);
  });

  it('a dialog without a choice sends nothing', () => {
    const onFiles = vi.fn();
    show(<AttachButton onFiles={onFiles} disabled={false} />);

    fireEvent(document.querySelector('input') as HTMLInputElement, new Event('change'));

    expect(onFiles).not.toHaveBeenCalled();
  });

  it('a paste of text has no files', () => {
    expect(filesOf(null)).toEqual([]);
    expect(filesOf(new DataTransfer())).toEqual([]);
  });

  function Place({ onFiles, disabled }: { onFiles: (files: File[]) => void; disabled: boolean }) {
    const place = useRef<HTMLDivElement>(null);
    const isOver = useFileDrop(place, onFiles, disabled);
    return (
      <div ref={place} data-testid="place">
        {isOver ? '松开' : '对话'}
      </div>
    );
  }

  const photo = fileOf('a.jpg', 'image/jpeg');

  /** The test's browser knows no data transfer, so it is put on a plain event. False when the page took the event. */
  function drag(place: Element, type: string, types: string[], files: File[]): boolean {
    const event = new Event(type, { bubbles: true, cancelable: true });
    Object.defineProperty(event, 'dataTransfer', { value: { types, files } });
    return fireEvent(place, event);
  }

  it('files that are dropped on the chat are taken', async () => {
    const onFiles = vi.fn();
    show(<Place onFiles={onFiles} disabled={false} />);
    const place = screen.getByTestId('place');

    drag(place, 'dragover', ['Files'], []);
    await screen.findByText('松开');
    drag(place, 'drop', ['Files'], [photo]);

    expect(onFiles).toHaveBeenCalledExactlyOnceWith([photo]);
    await screen.findByText('对话');
  });

  it('files that miss the chat do not lead the browser away', () => {
    const onFiles = vi.fn();
    show(<Place onFiles={onFiles} disabled={false} />);

    const wasLeftToBrowser = drag(document.body, 'drop', ['Files'], [photo]);

    expect(wasLeftToBrowser).toBe(false);
    expect(onFiles).not.toHaveBeenCalled();
  });

  it('text that is dragged is left to the browser', () => {
    const onFiles = vi.fn();
    show(<Place onFiles={onFiles} disabled={false} />);

    const wasLeftToBrowser = drag(screen.getByTestId('place'), 'drop', ['text/plain'], []);

    expect(wasLeftToBrowser).toBe(true);
    expect(onFiles).not.toHaveBeenCalled();
  });
});
