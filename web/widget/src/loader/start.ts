/** Starts the widget of a script tag. */
import { readOptions } from './options';
import { makeWidget } from './widget';

const QUIET_MS = 2000; // the shop's page comes first; Safari has no idle callback to wait for

/** Start the widget of a script tag; a second tag on the same page does nothing. */
export function start(script: HTMLScriptElement): void {
  if (window.Xiaoxiu?.identify) return; // an element of the page with this id would be found here too
  const widget = makeWidget(readOptions(script.dataset), new URL('widget/', script.src));
  window.Xiaoxiu = widget.xiaoxiu;
  after('DOMContentLoaded', document.readyState !== 'loading', widget.attach);
  after('load', document.readyState === 'complete', () => setTimeout(widget.preload, QUIET_MS));
}

function after(event: 'DOMContentLoaded' | 'load', isPast: boolean, then: () => void): void {
  if (isPast) then();
  else window.addEventListener(event, then, { once: true });
}
