import { pieces } from './links';

/** A text as text: line breaks kept, web addresses and telephone numbers pressable, nothing else interpreted. */
export function Text({ text, isByAgent }: { text: string; isByAgent: boolean }) {
  return (
    <span className="said">
      {pieces(text, isByAgent).map((piece, index) =>
        piece.href ? <Link key={index} text={piece.text} href={piece.href} /> : piece.text,
      )}
    </span>
  );
}

function Link({ text, href }: { text: string; href: string }) {
  if (href.startsWith('tel:')) return <a href={href}>{text}</a>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {text}
    </a>
  );
}
