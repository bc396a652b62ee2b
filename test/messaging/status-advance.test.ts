import { expect, test } from 'vitest';
import { advance } from '../../src/messaging/status-advance.js';
import type { MessageStatus } from '../../src/messaging/status-rank.js';

const ALL = ['accepted', 'sent', 'delivered', 'read'];
const tell = (status: MessageStatus, known: readonly string[], words: readonly string[]) =>
  advance(
    { status, known },
    words.map((word, nth) => ({ status: word, at: nth + 1 })),
  );

test.each<[MessageStatus, string[], string[], MessageStatus, Record<string, number>]>([
  ['sent', ['sent'], ['delivered'], 'delivered', { delivered: 1 }],
  ['sent', ['sent'], ['read', 'delivered'], 'read', { read: 1, delivered: 2 }],
  ['delivered', ALL, ['read', 'played'], 'played', { read: 1, played: 2 }],
  ['read', ALL, ['played'], 'played', { played: 1 }],
])('%s, of which %j is known, goes on by %j to %s', (before, known, words, status, times) => {
  expect(tell(before, known, words)).toEqual({ status, times });
});

test.each<[string, MessageStatus, string[], string[]]>([
  ['the first of all', 'accepted', ['accepted'], ['sent']],
  ['the first after a lost reply', 'unknown', [], ['delivered']],
  ['told already', 'delivered', ALL, ['delivered']],
  ['passed already', 'read', ALL, ['sent']],
  ['told twice at once', 'sent', ['sent'], ['delivered', 'delivered']],
  ['a failure', 'sent', ['sent'], ['failed']],
  ['after a failure', 'failed', ['sent', 'failed'], ['delivered']],
  ['none of the way', 'sent', ['sent'], ['delivered', 'warning']],
  ['a word of JavaScript', 'sent', ['sent'], ['constructor']],
  ['over a step that is missing', 'sent', ['sent'], ['read']],
  ['over one that was missed before', 'delivered', ['accepted', 'delivered'], ['read']],
])('%s: all statuses are read again', (_, before, known, words) => {
  expect(tell(before, known, words)).toBeNull();
});
