import { useRef, useState } from 'react';

interface FreshAddress {
  /** Where to load from; null while there is no address that is not known to fail. */
  address: string | null;
  fail: () => void;
  reload: () => void;
}

/**
 * An address that may have run out: the first failure asks for a fresh one, a second failure waits for the customer.
 * A new address is tried by itself.
 */
export function useFreshAddress(url: string | null, onExpired: (() => void) | undefined): FreshAddress {
  const [failed, setFailed] = useState<string | null>(null);
  const hasAsked = useRef(false);
  return {
    address: url === failed ? null : url,
    fail: () => {
      setFailed(url);
      if (hasAsked.current || url?.startsWith('blob:')) return;
      hasAsked.current = true;
      onExpired?.();
    },
    reload: () => {
      setFailed(null);
      onExpired?.();
    },
  };
}
