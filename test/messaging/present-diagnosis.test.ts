import { expect, test } from 'vitest';
import { decide } from '../../src/onboarding/decide.js';
import { HOUR } from '../../src/onboarding/duration.js';
import { explain } from '../../src/onboarding/explain.js';
import { presentExplanation } from '../../src/messaging/present-diagnosis.js';
import type { Refusal } from '../../src/onboarding/observation.js';
import * as w from '../onboarding/world.js';

const lastAttempt = (more: Partial<Refusal>) => {
  const world = w.makeWorld({ registers: [w.refused('unknown', HOUR, more)] });
  const circumstances = {
    stage: 'registering',
    stageSince: w.AT,
    reasonSince: w.AT,
    nextCheckAt: null,
    wokenBy: 'timer',
  } as const;
  const explanation = explain(world, decide(world), circumstances);
  return presentExplanation(explanation).registration.last_attempt;
};

test('the last attempt is diagnosed by all that Meta said, its details and the wait it stated too', () => {
  expect(lastAttempt({ code: 133008, retryAfterMs: 2 * HOUR })?.diagnosis).toMatchObject({
    retry: 'after',
    retry_after_s: 7_200,
  });
  expect(
    lastAttempt({ code: 200, details: 'You must accept the WhatsApp Business Cloud API terms' })
      ?.diagnosis?.fix,
  ).toBe('Accept the terms in WhatsApp Manager.');
});

test('the last attempt is shown with the members that the API promises', () => {
  expect(Object.keys(lastAttempt({ code: 133005 }) ?? {})).toEqual([
    'at',
    'outcome',
    'code',
    'subcode',
    'title',
    'message',
    'fbtrace_id',
    'diagnosis',
  ]);
});
