import { fireEvent, screen, waitFor } from '@testing-library/preact';
import { expect, it, vi } from 'vitest';
import type { MessageOf } from '../../../../shared/api';
import { Refused } from '../../chat/api';
import { show } from '../../testing/show';
import { Survey } from './Survey';

const message: MessageOf<'survey'> = {
  seq: 9,
  id: 'm9',
  author: 'system',
  author_name: null,
  kind: 'survey',
  text: '这次服务怎么样？',
  buttons: [],
  data: { conversation: 1, score: null },
  created_at: '2026-11-22T14:05:00+08:00',
  status: 'sent',
  in_reply_to: null,
  client_id: null,
};

function rate(score: string, comment?: string) {
  fireEvent.click(screen.getByRole('radio', { name: new RegExp(score) }));
  if (comment !== undefined) fireEvent.input(screen.getByRole('textbox'), { target: { value: comment } });
  fireEvent.click(screen.getByRole('button', { name: '提交评价' }));
}

it('asks with five radio buttons of one group, each with its words', () => {
  show(<Survey message={message} onRate={() => Promise.resolve()} />);

  expect(screen.getByRole('group', { name: '这次服务怎么样？' })).toBeTruthy();
  const stars = screen.getAllByRole<HTMLInputElement>('radio');
  expect(stars.map((star) => star.getAttribute('aria-label'))).toEqual([
    '1 星，非常不满意',
    '2 星，不满意',
    '3 星，一般',
    '4 星，满意',
    '5 星，非常满意',
  ]);
  expect(new Set(stars.map((star) => star.name)).size).toBe(1);
  expect(screen.queryByRole('button')).toBeNull();
});

it('hands score and comment in and says thanks', async () => {
  const onRate = vi.fn(() => Promise.resolve());
  show(<Survey message={message} onRate={onRate} />);

  rate('4 星', '  师傅很准时 ');

  await waitFor(() => expect(screen.getByRole('status').textContent).toContain('感谢评价'));
  expect(onRate).toHaveBeenCalledExactlyOnceWith(4, '师傅很准时');
  expect(screen.getByText('您的评分：4 星，满意')).toBeTruthy();
  expect(screen.queryByRole('radio')).toBeNull();
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('group')));
});

it('is handed in once, however often the button is pressed', () => {
  const onRate = vi.fn(() => new Promise<void>(() => undefined));
  show(<Survey message={message} onRate={onRate} />);
  rate('5 星');

  const form = document.querySelector('form');
  if (form) fireEvent.submit(form);

  expect(onRate).toHaveBeenCalledTimes(1);
});

it('a failure says so and keeps what was typed', async () => {
  const onRate = vi.fn(() => Promise.reject(new Error('offline')));
  show(<Survey message={message} onRate={onRate} />);

  rate('2 星', '等了很久');

  await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('没有提交成功'));
  expect(screen.getByRole<HTMLTextAreaElement>('textbox').value).toBe('等了很久');
  expect(screen.getByRole<HTMLInputElement>('radio', { name: /2 星/ }).checked).toBe(true);
});

it('what the server has against it is said in its words', async () => {
  const onRate = vi.fn(() => Promise.reject(new Refused(409, 'already_rated', '这次服务已经评价过了，谢谢您。')));
  show(<Survey message={message} onRate={onRate} />);

  rate('2 星');

  await waitFor(() => expect(screen.getByRole('alert').textContent).toBe('这次服务已经评价过了，谢谢您。'));
});

it('what is rated already shows the score', () => {
  show(<Survey message={{ ...message, data: { conversation: 1, score: 3 } }} onRate={() => Promise.resolve()} />);

  expect(screen.getByText('您的评分：3 星，一般')).toBeTruthy();
  expect(screen.queryByRole('form')).toBeNull();
});

it('limits the comment and says how much is left near its end', () => {
  show(<Survey message={message} onRate={() => Promise.resolve()} />);
  fireEvent.click(screen.getByRole('radio', { name: /1 星/ }));

  const field = screen.getByRole<HTMLTextAreaElement>('textbox');
  expect(field.maxLength).toBe(500);
  fireEvent.input(field, { target: { value: '字'.repeat(460) } });

  expect(screen.getByText('还可输入 40 个字')).toBeTruthy();
});
