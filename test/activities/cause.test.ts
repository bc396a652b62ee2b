import { expect, test } from 'vitest';
import { causeOf } from '../../src/activities/cause.js';
import type { Cause } from '../../src/onboarding/memory.js';

const TIMER: Cause = { kind: 'timer', actor: null, requestId: null };
const ADA: Cause = { kind: 'api', actor: 'Ada', requestId: 'request-7' };
const wish = { actor: 'Ada', request_id: 'request-7' };

test.each<[string, string[], Parameters<typeof causeOf>[1], Cause | undefined, Cause]>([
  ['the timer', ['timer'], [], ADA, TIMER],
  ['a wish, whatever delivered its wake', ['overdue'], [wish], undefined, ADA],
  [
    'Temporal’s own UI',
    ['retry'],
    [{ actor: 'Temporal', request_id: null }],
    undefined,
    { kind: 'operator', actor: 'Temporal', requestId: null },
  ],
  [
    'Meta’s event about a number',
    ['timer', 'meta_event'],
    [],
    ADA,
    { ...TIMER, kind: 'meta_webhook' },
  ],
  [
    'Meta’s event about an account',
    ['waba_event'],
    [],
    undefined,
    { ...TIMER, kind: 'meta_webhook' },
  ],
  ['added just now', ['started', 'added'], [], undefined, { ...TIMER, kind: 'api' }],
  ['after our own step: as the turn that decided it', ['register'], [], ADA, ADA],
  ['after our own step, of which nothing is known', ['register'], [], undefined, TIMER],
  [
    'after our own step, and woken meanwhile by nobody known',
    ['register', 'overdue'],
    [],
    ADA,
    TIMER,
  ],
])('%s', (_, wokenBy, intents, before, expected) => {
  expect(causeOf(wokenBy, intents, before === undefined ? {} : { cause: before })).toEqual(
    expected,
  );
});
