/** What the customer chose for his own eyes; remembered in this browser, and stronger than what the shop's page asks for. */
import type { Vault } from './chat/vault';
import type { Theme } from './host-messages';

const KEY = 'look';

/** Undefined where he has not chosen. */
export interface Preferences {
  theme?: Theme | undefined;
  isLarge?: boolean | undefined;
}

/** What was chosen before. */
export function readPreferences(vault: Vault): Preferences {
  const found = vault.read(KEY);
  if (typeof found !== 'object' || found === null) return {};
  const { theme, isLarge } = found as Record<string, unknown>;
  return {
    theme: theme === 'light' || theme === 'dark' || theme === 'auto' ? theme : undefined,
    isLarge: typeof isLarge === 'boolean' ? isLarge : undefined,
  };
}

/** Remember a choice. */
export function keepPreferences(vault: Vault, preferences: Preferences): void {
  vault.write(KEY, preferences);
}
