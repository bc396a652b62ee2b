import { expect, test } from 'vitest';
import type { Ledger } from '../../src/onboarding/ledger.js';
import { initialExplanation } from '../../src/operations/initial-explanation.js';

const AT = Date.parse('2026-11-20T12:00:00Z');
const ledger: Ledger = {
  registers: [
    { id: '7', startedAt: AT - 3_600_000, outcome: 'accepted', refusal: null, purpose: 'first' },
  ],
  deregisters: [],
  blockedUntil: null,
  deregisterBlockedUntil: null,
  pin: { state: 'proven', changedAt: null, supplied: false, isReplacementOpen: false },
};

test('before the first turn a number is being read, it is our move, and no slot of the sentence is empty', () => {
  const explanation = initialExplanation('106540352242922', ledger, AT);

  expect(explanation).toMatchObject({
    stage: 'verifying',
    reason: 'in_progress',
    waiting_on: 'us',
    explanation: 'We are reading the number now.',
    next_check_at: '2026-11-20T12:00:00.000Z',
    evidence: {},
  });
  expect(JSON.stringify(explanation)).not.toMatch(/\{\w+\}/);
});

test('attempts of an earlier owner count from the first moment', () => {
  const { registration } = initialExplanation('106540352242922', ledger, AT);

  expect(registration).toMatchObject({ used: 1, limit: 10, last_attempt: { outcome: 'accepted' } });
});
