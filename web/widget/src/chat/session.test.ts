import { describe, expect, it } from 'vitest';
import { storeOf } from '../testing/facts';
import { Sessions, subjectOf } from './session';
import { Vault } from './vault';

const OPENED = { chat_id: 'c1', token: 't1', expires_at: '2026-12-22T10:00:00+08:00' };
const NOW = new Date('2026-11-22T10:00:00+08:00');

function tokenOf(sub: unknown): string {
  return `h.${btoa(JSON.stringify({ sub }))}.s`;
}

describe('a chat', () => {
  it('is found again by the customer whose it is, also with a newer token', () => {
    const sessions = new Sessions(new Vault(storeOf()));
    sessions.keep(tokenOf('alice'), OPENED);

    const found = sessions.find(`other.${btoa(JSON.stringify({ sub: 'alice', exp: 9 }))}.s`, NOW);

    expect(found?.chatId).toBe('c1');
  });

  it('of one customer is not found by another, nor by a visitor', () => {
    const sessions = new Sessions(new Vault(storeOf()));
    sessions.keep(tokenOf('alice'), OPENED);

    expect(sessions.find(tokenOf('bob'), NOW)).toBeNull();
    expect(sessions.find(null, NOW)).toBeNull();
  });

  it('of a visitor who signs in is his, and no visitor finds it any more', () => {
    const sessions = new Sessions(new Vault(storeOf()));
    const session = sessions.keep(null, OPENED);

    sessions.move(tokenOf('alice'), session);

    expect(sessions.find(tokenOf('alice'), NOW)?.chatId).toBe('c1');
    expect(sessions.find(null, NOW)).toBeNull();
  });

  it('whose token runs out is not gone on with', () => {
    const sessions = new Sessions(new Vault(storeOf()));
    sessions.keep(null, OPENED);

    expect(sessions.find(null, new Date('2026-12-22T09:59:30+08:00'))).toBeNull();
  });

  it.each([null, 'nonsense', { chatId: 'c1' }, { chatId: 1, token: 't', expiresAt: 'x' }])(
    'is not read from %o',
    (stored) => {
      const vault = new Vault(storeOf());
      vault.write('chat:anonymous', stored);

      expect(new Sessions(vault).find(null, NOW)).toBeNull();
    },
  );
});

describe('the subject of a token', () => {
  it.each([
    ['a name in Chinese', `h.${btoa(String.fromCharCode(...new TextEncoder().encode('{"sub":"王"}')))}.s`, '王'],
    ['no token at all', 'rubbish', null],
    ['a number', tokenOf(5), null],
    ['nothing', '', null],
  ])('is read from %s', (_name, token, subject) => {
    expect(subjectOf(token)).toBe(subject);
  });
});

describe('the vault', () => {
  it('remembers in memory where storage is forbidden', () => {
    const refusing = { ...storeOf(), getItem: () => refuse(), setItem: () => refuse(), removeItem: () => refuse() };
    const vault = new Vault(refusing);

    vault.write('look', { theme: 'dark' });

    expect(vault.read('look')).toEqual({ theme: 'dark' });
    vault.drop('look');
    expect(vault.read('look')).toBeNull();
  });
});

function refuse(): never {
  throw new DOMException('forbidden', 'SecurityError');
}
