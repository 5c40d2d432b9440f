/** Holds the shop's page still behind a chat that covers it, and gives it back as it was. */

/** Lock the page, also for the keyboard and screen readers; what is returned gives it back. */
export function lockPage(): () => void {
  const { documentElement: root, body } = document;
  const top = window.scrollY;
  const before = [root.style.cssText, body.style.cssText] as const;
  const wasInert = body.inert;
  // Fixed, because iOS scrolls a body behind a fixed layer even when its overflow is hidden.
  body.style.cssText += `;position: fixed !important; top: ${-top}px !important; left: 0 !important;
    right: 0 !important; overflow: hidden !important;`;
  root.style.cssText += ';overflow: hidden !important; scroll-behavior: auto !important;';
  body.inert = true;
  return () => {
    body.inert = wasInert;
    body.style.cssText = before[1];
    window.scrollTo(0, top);
    root.style.cssText = before[0];
  };
}
