/** Keeps the page as high as what can be seen: phones put their keyboard over it, and Safari 15 knows no `dvh`. */

/** Follow the visible height in --app-height; returns how to stop. */
export function followViewport(page: Window = window): () => void {
  const seen = page.visualViewport;
  if (!seen) return () => undefined;
  const follow = (): void => {
    if (seen.scale > 1.01) return; // zoomed in by two fingers: leave it alone
    page.document.documentElement.style.setProperty('--app-height', `${seen.height}px`);
    if (seen.offsetTop > 0) page.scrollTo(0, 0); // iOS scrolls the page to show the field
  };
  follow();
  seen.addEventListener('resize', follow);
  seen.addEventListener('scroll', follow);
  return () => {
    seen.removeEventListener('resize', follow);
    seen.removeEventListener('scroll', follow);
  };
}
