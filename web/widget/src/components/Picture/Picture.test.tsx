import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { useState } from 'react';
import { describe, expect, it, vi } from 'vitest';
import type { Attachment } from '../../../../shared/api';
import { show } from '../../testing/show';
import { fit } from './fit';
import { Picture } from './Picture';

const data: Attachment = {
  file_id: 'f1',
  url: '/api/v1/files/f1?variant=original&signature=a',
  thumbnail_url: '/api/v1/files/f1?variant=thumbnail&signature=a',
  name: '漏水.jpg',
  media_type: 'image/jpeg',
  bytes: 400_000,
  width: 1200,
  height: 900,
};

function thumbnail(): HTMLImageElement {
  return screen.getByRole<HTMLImageElement>('img', { name: '您发送的图片 漏水.jpg' });
}

function enlarge(): HTMLElement {
  fireEvent.click(screen.getByRole('button', { name: '放大查看：您发送的图片 漏水.jpg' }));
  return screen.getByRole('dialog', { name: '查看图片' });
}

describe('the thumbnail', () => {
  it('keeps its place before it loads', () => {
    show(<Picture isOwn data={data} status="sent" />);

    const image = document.querySelector('img');
    expect(image?.getAttribute('src')).toBe(data.thumbnail_url);
    expect(image?.getAttribute('alt')).toBe('您发送的图片 漏水.jpg');
    expect([image?.width, image?.height]).toEqual([220, 165]);
  });

  it('of the bot needs no more than an address', () => {
    show(<Picture isOwn={false} data={{ url: '/static/plate.png' }} status="sent" />);

    expect(screen.getByRole('img', { name: '图片' }).getAttribute('src')).toBe('/static/plate.png');
  });

  it.each([
    ['wide', 1200, 900, { width: 220, height: 165 }],
    ['high', 900, 3600, { width: 65, height: 260 }],
    ['a thin line', 4000, 10, { width: 220, height: 64 }],
    ['small', 100, 80, { width: 100, height: 80 }],
    ['unknown', null, null, { width: 180, height: 135 }],
    ['broken numbers', -5, 10, { width: 180, height: 135 }],
  ])('%s', (_, width, height, shown) => {
    expect(fit(width, height)).toEqual(shown);
  });

  it('asks once for a fresh address, then waits for the customer', async () => {
    const onExpired = vi.fn();
    const fresh = { ...data, thumbnail_url: '/api/v1/files/f1?variant=thumbnail&signature=b' };
    function Page() {
      const [known, setKnown] = useState(data);
      const renew = () => {
        onExpired();
        setKnown(fresh);
      };
      return <Picture isOwn data={known} status="sent" onExpired={renew} />;
    }
    show(<Page />);

    fireEvent.error(thumbnail());
    await waitFor(() => expect(thumbnail().getAttribute('src')).toBe(fresh.thumbnail_url));
    fireEvent.error(thumbnail());
    expect(onExpired).toHaveBeenCalledTimes(1);
    fireEvent.click(screen.getByRole('button', { name: '重新加载' }));

    expect(onExpired).toHaveBeenCalledTimes(2);
    expect(thumbnail()).toBeTruthy();
  });

  it.each(['javascript:alert(1)', 'https://elsewhere.example/x.png', '//elsewhere.example/x.png', 'data:text/html,x'])(
    'loads nothing from %s',
    (url) => {
      show(<Picture isOwn data={{ ...data, url, thumbnail_url: null }} status="sent" />);

      expect(document.querySelector('img, a')).toBeNull();
      expect(screen.getByText('图片没有加载出来')).toBeTruthy();
    },
  );
});

describe('the large picture', () => {
  it('opens over the page with the focus inside, and Escape gives the focus back', () => {
    const onPageKey = vi.fn();
    document.addEventListener('keydown', onPageKey);
    show(<Picture isOwn data={data} status="sent" />);

    const dialog = enlarge();
    expect(document.activeElement).toBe(dialog);
    expect(dialog.querySelector('img')?.getAttribute('src')).toBe(data.url);
    fireEvent.keyDown(dialog, { key: 'Escape' });

    expect(screen.queryByRole('dialog')).toBeNull();
    expect(document.activeElement?.className).toBe('picture');
    expect(onPageKey).not.toHaveBeenCalled();
    document.removeEventListener('keydown', onPageKey);
  });

  it('keeps Tab inside, both ways', () => {
    show(<Picture isOwn data={data} status="sent" />);
    const dialog = enlarge();
    const close = screen.getByRole('button', { name: '关闭' });
    const original = screen.getByRole('link', { name: '打开原图' });

    fireEvent.keyDown(close, { key: 'Tab' });
    expect(document.activeElement).toBe(original);
    fireEvent.keyDown(dialog, { key: 'Tab', shiftKey: true });

    expect(document.activeElement).toBe(close);
  });

  it('closes by a press beside the picture, not on it', () => {
    show(<Picture isOwn data={data} status="sent" />);
    const dialog = enlarge();

    fireEvent.click(dialog.querySelector('img') as HTMLElement);
    expect(screen.queryByRole('dialog')).not.toBeNull();
    fireEvent.click(dialog);

    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('asks for a fresh address when the original has run out', () => {
    const onExpired = vi.fn();
    show(<Picture isOwn data={data} status="sent" onExpired={onExpired} />);

    fireEvent.error(enlarge().querySelector('img') as HTMLElement);

    expect(onExpired).toHaveBeenCalledTimes(1);
    expect(screen.getByRole('alert').textContent).toBe('图片没有加载出来。');
  });
});
