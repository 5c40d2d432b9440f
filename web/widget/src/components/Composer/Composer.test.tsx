import { fireEvent, screen } from '@testing-library/preact';
import { createRef } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { show } from '../../testing/show';
import { Composer } from './Composer';

function setUp(facts: Partial<Parameters<typeof Composer>[0]> = {}) {
  const acts = { onDraft: vi.fn(), onSend: vi.fn(), onFiles: vi.fn() };
  show(
    <Composer
      draft="在吗"
      disabled={false}
      isWithAgent={false}
      problem={null}
      field={createRef<HTMLTextAreaElement>()}
      {...acts}
      {...facts}
    />,
  );
  return { ...acts, field: screen.getByLabelText('输入消息'), button: screen.getByRole('button', { name: '发送' }) };
}

describe('Enter', () => {
  it('sends', () => {
    const { field, onSend } = setUp();

    fireEvent.keyDown(field, { key: 'Enter' });

    expect(onSend).toHaveBeenCalledOnce();
  });

  it.each([
    ['with Shift', { shiftKey: true }],
    ['of an input method', { isComposing: true }],
    ['of an input method in an older WebView', { keyCode: 229 }],
  ])('%s does not send', (_name, facts) => {
    const { field, onSend } = setUp();

    fireEvent.keyDown(field, { key: 'Enter', ...facts });

    expect(onSend).not.toHaveBeenCalled();
  });

  it.each([
    ['nothing', ''],
    ['blanks', ' \n '],
    ['501 characters', '长'.repeat(501)],
  ])('does not send %s', (_name, draft) => {
    const { field, onSend, button } = setUp({ draft });

    fireEvent.keyDown(field, { key: 'Enter' });

    expect(onSend).not.toHaveBeenCalled();
    expect(button).toHaveProperty('disabled', true);
  });

  it('does not send before the conversation is open', () => {
    const { field, onSend } = setUp({ disabled: true });

    fireEvent.keyDown(field, { key: 'Enter' });

    expect(onSend).not.toHaveBeenCalled();
  });
});

describe('the counter', () => {
  it.each([
    [440, ''],
    [480, '还可输入 20 个字'],
    [500, '还可输入 0 个字'],
    [512, '超出 12 个字，请分成几条发送'],
  ])('at %i characters says %o', (length, words) => {
    setUp({ draft: '字'.repeat(length) });

    expect(screen.getByRole('status').textContent).toBe(words);
  });
});

it('counts an emoji as one character, and no blanks around the words', () => {
  const { button } = setUp({ draft: `  ${'😀'.repeat(500)} ` });

  expect(button).toHaveProperty('disabled', false);
});

it('a text pasted from an office program stays a text, though a picture of it comes along', () => {
  const { field, onFiles } = setUp();
  const types = ['text/plain', 'text/html', 'Files'];
  const clipboardData = { types, files: [new File(['x'], 'image.png', { type: 'image/png' })] };

  fireEvent.paste(field, { clipboardData });

  expect(onFiles).not.toHaveBeenCalled();
});

it('a pasted picture is sent as a file and leaves the text alone', () => {
  const { field, onFiles } = setUp();
  const picture = new File(['x'], '截图.png', { type: 'image/png' });

  fireEvent.paste(field, { clipboardData: { files: [picture], types: ['Files'] } });

  expect(onFiles).toHaveBeenCalledWith([picture]);
});
