import { zh } from '../../zh';

/** Stands above the composer until the first message. */
export function Consent() {
  return (
    <p className="consent">
      {zh.consent.before}
      <a href="/privacy" target="_blank" rel="noopener">
        {zh.consent.link}
      </a>
    </p>
  );
}
