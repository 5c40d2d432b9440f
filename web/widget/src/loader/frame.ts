/** The chat page in its iframe, and the loader's end of the bridge to it. */
import type { ToHost, ToPage } from '../host-messages';
import { isToHost, seal } from '../host-messages';
import { make } from './element';
import type { LoaderOptions } from './options';
import * as zh from './zh';

/** How long the page may take until it says that it is ready, in milliseconds. */
export const PATIENCE_MS = 15_000;
const REPEAT_MS = 3_000; // the first options may come before the page listens

/** `ready` may still follow `failed` when the network is slow. */
export type FrameState = 'idle' | 'loading' | 'ready' | 'failed';

/** Where the chat page is, and who hears of it. */
export interface FrameSetting {
  /** Address of the chat page, on the script's own origin. */
  url: URL;
  options: LoaderOptions;
  onMessage: (message: ToHost) => void;
  onState: (state: FrameState) => void;
}

/** The chat page as the loader sees it. */
export interface Frame {
  readonly element: HTMLElement;
  state(): FrameState;
  /** Load the page, or load it again after it failed. */
  start(): void;
  /** Say something to the page; it waits until the page is ready. */
  send(message: ToPage): void;
  /** Put the keyboard's focus into the page. */
  focus(): void;
}

/** A frame that has loaded nothing yet. Each try makes a new iframe, so that the shop's history stays as it is. */
export function makeFrame({ url, options, onMessage, onState }: FrameSetting): Frame {
  const element = make('div', {}, FILL);
  const waiting: ToPage[] = [];
  let iframe: HTMLIFrameElement | undefined;
  let state: FrameState = 'idle';
  let patience = 0;
  let repeat = 0;

  const post = (message: ToPage) => iframe?.contentWindow?.postMessage(seal(message), url.origin);
  const become = (next: FrameState) => {
    state = next;
    clearTimeout(patience);
    if (next === 'loading') patience = window.setTimeout(() => become('failed'), PATIENCE_MS);
    else clearInterval(repeat);
    onState(next);
  };
  /** A page that is loaded, or loads itself again, hears the options until it is ready. */
  const greet = () => {
    if (state !== 'loading') become('loading');
    const say = () => post({ type: 'options', options });
    clearInterval(repeat);
    repeat = window.setInterval(say, REPEAT_MS);
    say();
  };
  window.addEventListener('message', ({ source, origin, data }: MessageEvent<unknown>) => {
    if (!iframe || source !== iframe.contentWindow || origin !== url.origin) return;
    if (!isToHost(data)) return;
    if (data.type === 'ready') {
      waiting.splice(0).forEach(post);
      become('ready');
    } else onMessage(data);
  });

  return {
    element,
    state: () => state,
    start() {
      const facts = { title: zh.name, allow: 'clipboard-write', referrerpolicy: 'no-referrer' };
      // A frame whose colour scheme is not its element's would get an opaque ground of the wrong colour.
      const scheme = options.theme === 'auto' ? 'light dark' : options.theme;
      iframe = make('iframe', facts, `${FILL} display: block; border: 0; color-scheme: ${scheme};`);
      iframe.addEventListener('load', greet);
      iframe.src = url.href;
      element.replaceChildren(iframe);
      become('loading');
    },
    send(message) {
      if (state === 'ready') post(message);
      else waiting.push(message);
    },
    focus: () => iframe?.focus(),
  };
}

const FILL = 'width: 100%; height: 100%;';
