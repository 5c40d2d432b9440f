/** Opens and closes the chat, passes on what the shop's page and the chat page say, and counts what is unread. */
import type { PageInView, ToHost } from '../host-messages';
import type { Xiaoxiu } from './api';
import { emit, off, on } from './events';
import { isFocusFree, rememberFocus } from './focus';
import type { FrameState } from './frame';
import type { LoaderOptions } from './options';
import { readToken, readView } from './options';
import type { Parts } from './parts';
import { makeParts } from './parts';
import { showInTitle } from './unread';
import { hasChat, rememberChat } from './visits';

/** The widget as its script tag uses it. */
export interface Widget {
  readonly xiaoxiu: Xiaoxiu;
  /** Put the widget on the page. */
  attach(this: void): void;
  /** Load the chat without opening it when there is one, so that unread messages show. */
  preload(this: void): void;
}

/** A widget that is not on the page yet; `url` is the chat page's address on the script's own origin. */
export function makeWidget(options: LoaderOptions, url: URL): Widget {
  const setting = { options, url, onToggle: toggle, onClose: close, onMessage: hear, onState: follow };
  const parts = makeParts(setting);
  const { root, launcher, panel, frame } = parts;
  let unread = 0;
  let giveFocusBack = () => {};

  function open(): void {
    if (panel.isOpen()) return;
    giveFocusBack = rememberFocus(root, launcher.element);
    panel.setOpen(true);
    if (frame.state() === 'ready') frame.send({ type: 'opened' });
    if (frame.state() === 'idle' || frame.state() === 'failed') frame.start();
    focusOn(parts);
    count();
    emit('open', {});
  }

  function close(): void {
    if (!panel.isOpen()) return;
    panel.setOpen(false);
    if (frame.state() === 'ready') frame.send({ type: 'closed' });
    giveFocusBack();
    count();
    emit('close', {});
  }

  function toggle(): void {
    (panel.isOpen() ? close : open)();
  }

  function count(): void {
    launcher.setUnread(unread);
    showInTitle(panel.isOpen() && !document.hidden ? 0 : unread);
  }

  function follow(state: FrameState): void {
    uncover(parts, state);
  }

  function hear(message: ToHost): void {
    if (message.type === 'close') close();
    if (message.type !== 'unread') tell(message);
    else if (message.count !== unread) {
      unread = message.count;
      count();
      emit('unread', { count: unread });
    }
  }

  function escape(event: KeyboardEvent): void {
    const isOurs = panel.isFull() || document.activeElement === root;
    if (event.key === 'Escape' && !event.defaultPrevented && isOurs) close();
  }

  return {
    attach() {
      document.documentElement.append(root); // outside the body, which a site may replace or transform
      document.addEventListener('keydown', escape);
      document.addEventListener('visibilitychange', count);
      emit('ready', {});
    },
    preload() {
      if (frame.state() === 'idle' && hasChat()) frame.start();
    },
    xiaoxiu: {
      ...calls(parts, options, open),
      open,
      close,
      toggle,
      get isOpen() {
        return panel.isOpen();
      },
    },
  };
}

/** What is passed on to the chat page, and who hears of it. */
function calls({ frame }: Parts, options: LoaderOptions, open: () => void) {
  return {
    identify(this: void, given: string | null) {
      options.customerToken = readToken(given);
      frame.send({ type: 'identify', customerToken: options.customerToken ?? null });
    },
    show(this: void, given: PageInView) {
      const view = readView(given);
      Object.assign(options, view);
      frame.send({ type: 'show', ...view });
    },
    send(this: void, text: string) {
      open();
      if (typeof text === 'string') frame.send({ type: 'send', text });
    },
    on,
    off,
  };
}

/** Show the page, or the cover before it; a focus that waits in the widget is taken along. */
function uncover(parts: Parts, state: FrameState): void {
  const { root, panel, cover, frame } = parts;
  const isWaiting = panel.isOpen() && isFocusFree(root);
  frame.element.style.visibility = state === 'ready' ? 'inherit' : 'hidden';
  cover.set(state);
  if (state === 'ready') frame.send({ type: panel.isOpen() ? 'opened' : 'closed' });
  if (isWaiting) focusOn(parts);
}

function focusOn({ frame, cover }: Parts): void {
  (frame.state() === 'ready' ? frame : cover).focus();
}

/** Tell the shop's page what the chat page says. */
function tell(message: ToHost): void {
  if (message.type === 'need_token') emit('needtoken', {});
  if (message.type === 'owner') emit('owner', { owner: message.owner });
  if (message.type !== 'message') return;
  if (message.author === 'customer') rememberChat();
  emit('message', { author: message.author, kind: message.kind, seq: message.seq });
}
