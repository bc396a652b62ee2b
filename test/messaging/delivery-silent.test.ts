import { expect, test } from 'vitest';
import { explainNoStatus, type WebhookStanding } from '../../src/messaging/delivery-silent.js';

const ACCEPTED = Date.parse('2026-11-20T12:00:00Z');
const MINUTE = 60_000;
const standing: WebhookStanding = {
  isEffective: true,
  problem: 'Met.',
  isSubscribed: true,
  callback: 'https://ours.example/webhooks',
  lastAt: ACCEPTED - MINUTE,
};

test.each<[string, WebhookStanding | null, string[]]>([
  ['nothing is known', null, ['Either webhooks do not reach us, or Meta is late.']],
  [
    'a webhook came since',
    { ...standing, lastAt: ACCEPTED + MINUTE },
    ['Webhooks do reach us', '2026-11-20T12:01:00.000Z', 'Meta is late'],
  ],
  [
    'the last webhook came before',
    standing,
    ['Either', '2026-11-20T11:59:00.000Z', 'is subscribed', 'calls https://ours.example/webhooks'],
  ],
  ['none ever came', { ...standing, lastAt: null }, ['Either', 'no webhook ever came']],
  [
    'nothing was read',
    { ...standing, isEffective: null, isSubscribed: null, callback: null, lastAt: null },
    ['Either', 'subscribed is not known', 'what Meta calls is not known'],
  ],
  [
    'the callback belongs to somebody else, as was wanted',
    { ...standing, isSubscribed: false, callback: 'https://theirs.example/' },
    ['Either', 'is not subscribed', 'calls https://theirs.example/'],
  ],
  [
    // What is known to be broken counts more than a webhook from a moment ago.
    'they are known not to reach us',
    {
      ...standing,
      isEffective: false,
      problem: 'The app is not subscribed.',
      lastAt: ACCEPTED + MINUTE,
    },
    ['do not reach us', '12:01:00', ': The app is not subscribed.'],
  ],
])('%s', (_, known, words) => {
  const text = explainNoStatus(ACCEPTED, known);
  expect(text).toMatch(/^Meta accepted this message, and no status of it came\./);
  for (const word of words) expect(text).toContain(word);
});

test('only what is in doubt is called so', () => {
  const since = explainNoStatus(ACCEPTED, { ...standing, lastAt: ACCEPTED });
  expect(since).not.toContain('Either');
});
