import { describe, expect, test } from 'vitest';
import { isToHost, isToPage, seal } from './host-messages';

const UNMARKED: [string, unknown][] = [
  ['nothing', null],
  ['a word', 'close'],
  ['without our mark', { type: 'close' }],
  ['with another mark', { xiaoxiu: 2, type: 'close' }],
];
const HOSTILE: [string, unknown][] = [
  ...UNMARKED,
  ['of an unknown type', { xiaoxiu: 1, type: 'constructor' }],
  ['with a type that is no word', { xiaoxiu: 1, type: ['close'] }],
];

describe('what the chat page accepts', () => {
  test.each([
    ['options', seal({ type: 'options', options: { colour: '#0a5fe0', largeText: true } })],
    ['empty options', seal({ type: 'options', options: {} })],
    ['nobody signed in', seal({ type: 'identify', customerToken: null })],
    ['a product in view', seal({ type: 'show', product: 'SC-P60', order: null })],
    ['a text', seal({ type: 'send', text: '' })],
    ['opened', seal({ type: 'opened' })],
  ])('%s', (_name, message) => {
    expect(isToPage(message)).toBe(true);
  });

  test.each([
    ...HOSTILE,
    ['with options that are no record', { xiaoxiu: 1, type: 'options', options: 'x' }],
    ['without options', { xiaoxiu: 1, type: 'options' }],
    ['with a token that is no word', { xiaoxiu: 1, type: 'options', options: { customerToken: {} } }],
    ['with a product that is no word', { xiaoxiu: 1, type: 'show', product: 7 }],
    ['with a text that is no word', { xiaoxiu: 1, type: 'send', text: null }],
  ])('nothing %s', (_name, message) => {
    expect(isToPage(message)).toBe(false);
  });
});

describe('what the loader accepts', () => {
  test.each([
    ['ready', seal({ type: 'ready' })],
    ['a count', seal({ type: 'unread', count: 0 })],
    ['news of a message', seal({ type: 'message', author: 'bot', kind: 'card', seq: 4 })],
    ['a new owner', seal({ type: 'owner', owner: 'agent' })],
  ])('%s', (_name, message) => {
    expect(isToHost(message)).toBe(true);
    expect(isToPage(message)).toBe(false);
  });

  test.each(UNMARKED)('nothing that is %s', (_name, message) => {
    expect(isToHost(message)).toBe(false);
  });
});
