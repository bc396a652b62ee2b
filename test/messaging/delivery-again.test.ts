import { expect, test } from 'vitest';
import {
  canSendAgain,
  explainStatus,
  UNHEARD_OF_AFTER,
} from '../../src/messaging/delivery-again.js';

test.each([
  ['failed', 0, true],
  ['unknown', UNHEARD_OF_AFTER - 1, false],
  ['unknown', UNHEARD_OF_AFTER, true],
  ['retrying', UNHEARD_OF_AFTER, false],
  ['accepted', UNHEARD_OF_AFTER, false],
  ['read', UNHEARD_OF_AFTER, false],
] as const)('%s after %i ms: sent again %s', (status, ageMs, allowed) => {
  expect(canSendAgain(status, ageMs)).toBe(allowed);
});

const NEW = {
  ageMs: 0,
  messageStatus: null,
  lastCall: null,
  isCalledFor: false,
  isReplaced: false,
  arrived: false,
  failed: false,
};

test.each([
  ['refused', 'Meta refused the message for now'],
  ['not_sent', 'Meta could not be reached'],
] as const)('a message that is sent again says how its last call ended: %s', (lastCall, words) => {
  expect(explainStatus('retrying', { ...NEW, lastCall })).toContain(words);
});

test('a message that arrived and failed is told as the contradiction it is', () => {
  const message = { ...NEW, arrived: true, failed: true };
  expect(explainStatus('delivered', message)).toContain('both that this message arrived');
  expect(explainStatus('failed', { ...message, arrived: false })).toBeNull();
  expect(explainStatus('delivered', { ...message, failed: false })).toBeNull();
});

test.each(['queued', 'retrying'] as const)(
  'a %s message that Meta is being asked for does not wait',
  (status) => {
    expect(explainStatus(status, { ...NEW, isCalledFor: true })).toContain(
      'not sent again by itself',
    );
  },
);

test('an unknown message in whose place another was sent invites nobody to send it again', () => {
  const old = { ...NEW, ageMs: UNHEARD_OF_AFTER, isReplaced: true };
  expect(explainStatus('unknown', old)).toContain('Another message was sent in its place');
});

test('an unknown message says whether a status may still come', () => {
  expect(explainStatus('unknown', { ...NEW, ageMs: UNHEARD_OF_AFTER - 1 })).toContain(
    'not sent again by itself',
  );
  expect(explainStatus('unknown', { ...NEW, ageMs: UNHEARD_OF_AFTER })).toContain(
    'can be sent again',
  );
});
