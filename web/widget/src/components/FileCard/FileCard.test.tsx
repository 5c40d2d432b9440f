import { fireEvent, screen } from '@testing-library/preact';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import type { Attachment } from '../../../../shared/api';
import { show } from '../../testing/show';
import { FileCard } from './FileCard';
import { ending, hasRunOut, ownAddress, plainName } from './name';

const data: Attachment = {
  file_id: 'f1',
  url: '/api/v1/files/f1?variant=original',
  thumbnail_url: null,
  name: '发票.pdf',
  media_type: 'application/pdf',
  bytes: 1_300_000,
  width: null,
  height: null,
};

it('a file is a link that downloads it, with name and size in words', () => {
  show(<FileCard data={data} status="sent" />);

  const link = screen.getByRole('link', { name: '下载文件 发票.pdf，1.2 MB' });
  expect(link.getAttribute('href')).toBe(data.url);
  expect(link.getAttribute('download')).toBe('发票.pdf');
  expect(link.getAttribute('rel')).toBe('noopener noreferrer');
  expect(link.textContent).toBe('PDF发票.pdf1.2 MB');
});

it('a video is played over the page and can be saved; Escape gives the focus back', () => {
  show(<FileCard data={{ ...data, media_type: 'video/mp4', name: 'VID.mp4' }} status="sent" />);

  fireEvent.click(screen.getByRole('button', { name: '播放视频 VID.mp4，1.2 MB' }));
  const dialog = screen.getByRole('dialog', { name: '播放视频' });
  expect(dialog.querySelector('video')?.getAttribute('src')).toBe(data.url);
  expect(screen.getByRole('link', { name: '下载' }).getAttribute('download')).toBe('VID.mp4');
  fireEvent.keyDown(dialog, { key: 'Escape' });

  expect(screen.queryByRole('dialog')).toBeNull();
  expect(document.activeElement?.className).toBe('file-card');
});

it('a video that does not play says what to do', () => {
  show(<FileCard data={{ ...data, media_type: 'video/quicktime', name: 'VID.mov' }} status="sent" />);
  fireEvent.click(screen.getByRole('button'));

  const video = document.querySelector('video');
  if (video) fireEvent.error(video);

  expect(screen.getByRole('alert').textContent).toContain('可以下载后观看');
  expect(screen.getByRole('link', { name: '下载' })).toBeTruthy();
});

it('a link that has run out asks for a fresh one, then for another press', async () => {
  const onExpired = vi.fn();
  function Page() {
    const [expires, setExpires] = useState('1000');
    const renew = () => {
      onExpired();
      setExpires('99999999999');
    };
    return <FileCard data={{ ...data, url: `${data.url}&expires=${expires}` }} status="sent" onExpired={renew} />;
  }
  show(<Page />);

  const wasFollowed = fireEvent.click(screen.getByRole('link'));

  expect(wasFollowed).toBe(false);
  expect(await screen.findByText('链接已更新，请再点一次下载。')).toBeTruthy();
  expect(onExpired).toHaveBeenCalledTimes(1);
  expect(screen.getByRole('link').getAttribute('href')).toContain('expires=99999999999');
});

it.each(['', 'javascript:alert(1)', 'https://elsewhere.example/x', '/\\elsewhere.example'])(
  'an address like "%s" is no link',
  (url) => {
    show(<FileCard data={{ ...data, url }} status="sending" />);

    expect(screen.queryByRole('link')).toBeNull();
    expect(screen.getByText('发票.pdf')).toBeTruthy();
  },
);

it('a hostile name is text', () => {
  show(<FileCard data={{ ...data, name: '<img src=x onerror=alert(1)>.pdf' }} status="sent" />);

  expect(document.querySelector('img')).toBeNull();
  expect(screen.getByText('<img src=x onerror=alert(1)>.pdf')).toBeTruthy();
});

describe('names', () => {
  it.each([
    ['reading direction turned', 'rechnung\u202Efdp.exe', 'rechnungfdp.exe', 'EXE'],
    ['signs that are not shown', 'a\u200B\n\u0000b.pdf', 'ab.pdf', 'PDF'],
    ['no ending', '照片', '照片', null],
    ['an endless ending', 'x.verylongending', 'x.verylongending', null],
    ['nothing left', '\u202E ', null, null],
  ])('%s', (_, name, shown, end) => {
    expect(plainName(name)).toBe(shown);
    expect(ending(name)).toBe(end);
  });

  it('a file that waits on this page has its own address', () => {
    expect(ownAddress('blob:https://shop.example/1')).toBe('blob:https://shop.example/1');
    expect(ownAddress(null)).toBeNull();
  });
  it.each([
    ['before its limit', '/f?expires=2000&signature=a', false],
    ['after its limit', '/f?expires=1000', true],
    ['without a limit', '/f', false],
  ])('an address %s', (_, address, isOver) => {
    expect(hasRunOut(address, 1_500_000)).toBe(isOver);
  });
});
