/** The widget's elements, put together in a shadow root that the shop's styles do not reach. */
import type { ToHost } from '../host-messages';
import type { Cover } from './cover';
import { makeCover } from './cover';
import { make, show } from './element';
import type { Frame, FrameState } from './frame';
import { makeFrame } from './frame';
import type { Launcher } from './launcher';
import { makeLauncher } from './launcher';
import type { LoaderOptions } from './options';
import type { Panel } from './panel';
import { makePanel } from './panel';
import * as zh from './zh';

/** What the parts tell. */
export interface PartsSetting {
  options: LoaderOptions;
  /** Address of the chat page. */
  url: URL;
  onToggle: () => void;
  onClose: () => void;
  onMessage: (message: ToHost) => void;
  onState: (state: FrameState) => void;
}

/** The parts of one widget. */
export interface Parts {
  /** What goes onto the page. */
  root: HTMLElement;
  launcher: Launcher;
  panel: Panel;
  cover: Cover;
  frame: Frame;
}

/** Make the parts; nothing is on the page yet. */
export function makeParts(setting: PartsSetting): Parts {
  const { options, url, onToggle, onClose, onMessage, onState } = setting;
  const { colour, position } = options;
  const launcher = makeLauncher(colour, position, onToggle);
  const frame = makeFrame({ url, options, onMessage, onState });
  const cover = makeCover({ colour, url, onClose, onRetry: () => frame.start() });
  const panel = makePanel(options, launcher.setOpen);
  panel.element.append(frame.element, cover.element);
  const facts = { role: 'region', 'aria-label': zh.name };
  const region = make('div', facts, '', panel.element, launcher.element);
  const root = make('div', { id: 'xiaoxiu', lang: 'zh-CN', dir: 'ltr' }, ROOT);
  window.matchMedia('print').addEventListener('change', ({ matches }) => show(region, matches ? 'none' : ''));
  root.attachShadow({ mode: 'open' }).append(region);
  return { root, launcher, panel, cover, frame };
}

// The shop's own rules for div must not reach us.
const ROOT = 'all: initial !important; position: fixed !important; z-index: 2147483000 !important;';
