import { useEffect, useState } from 'react';
import type { Vault } from '../chat/vault';
import type { HostOptions, Theme } from '../host-messages';
import { keepPreferences, readPreferences, type Preferences } from '../preferences';
import { applyColour, applyLook, shownTheme } from '../theme';

/** Theme, text size and colour: the customer's choice first, then what the shop's page asks for. */
export function useLook(vault: Vault, options: HostOptions) {
  const [chosen, setChosen] = useState<Preferences>(() => readPreferences(vault));
  const prefersDark = useMedia('(prefers-color-scheme: dark)');
  const theme: Theme = chosen.theme ?? options.theme ?? 'auto';
  const isLarge = chosen.isLarge ?? options.largeText ?? false;
  const shown = shownTheme(theme, prefersDark);
  useEffect(() => {
    applyLook(document.documentElement, shown, isLarge);
    if (options.colour) applyColour(document.documentElement, options.colour, shown);
  }, [shown, isLarge, options.colour]);
  const choose = (choice: Preferences): void => {
    const next = { ...chosen, ...choice };
    setChosen(next);
    keepPreferences(vault, next);
  };
  return { theme, isLarge, choose };
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => window.matchMedia(query).matches);
  useEffect(() => {
    const list = window.matchMedia(query);
    const follow = (): void => setMatches(list.matches);
    list.addEventListener('change', follow);
    return () => list.removeEventListener('change', follow);
  }, [query]);
  return matches;
}
