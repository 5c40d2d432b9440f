/** The icons that ChatUI's `Icon` looks up on the page: outlines on a field of 24, drawn in the colour of the text. */
const ICONS: Record<string, string> = {
  bot: 'M12 3v3M7 8h10a3 3 0 0 1 3 3v5a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3v-5a3 3 0 0 1 3-3ZM9 12v1.5M15 12v1.5M9.5 16h5M2 12.5v2M22 12.5v2',
  human:
    'M4 14v-2a8 8 0 0 1 16 0v2M4 14a2 2 0 0 1 2-2h1v6H6a2 2 0 0 1-2-2ZM20 14a2 2 0 0 0-2-2h-1v6h1a2 2 0 0 0 2-2ZM19 18a4 4 0 0 1-4 3h-2',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  close: 'm6 6 12 12M18 6 6 18',
  send: 'M12 20V5M5.5 11 12 4.5l6.5 6.5',
  down: 'M12 5v14M6 13l6 6 6-6',
  warn: 'M12 8v5M12 16.5v.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  seen: 'm2.5 12.5 4 4 8-9M11.5 16l.5.5 8.5-9',
  clock: 'M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z',
  text: 'M3 18 7.5 6 12 18M4.5 14h6M14 18l3-8 3 8M15 15.5h4',
  theme: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5Z',
  star: 'm12 4 2.4 5 5.6.7-4.1 3.8 1.1 5.5-5-2.8-5 2.8 1.1-5.5L4 9.7 9.6 9Z',
  shield: 'M12 3 5 6v5c0 4.5 3 8 7 10 4-2 7-5.5 7-10V6Z',
  restart: 'M4 12a8 8 0 1 0 2.5-5.8M4 4v4.5h4.5',
};

/** Put once on the page. */
export function Sprite() {
  return (
    <svg className="sprite" width="0" height="0" aria-hidden="true" focusable="false">
      {Object.entries(ICONS).map(([name, path]) => (
        <symbol key={name} id={`icon-${name}`} viewBox="0 0 24 24">
          <path d={path} />
        </symbol>
      ))}
    </svg>
  );
}
