import { expect, test } from 'vitest';
import { backgroundCallsFrom, type CallUsage } from '../../src/onboarding/call-budget.js';
import { HOUR, MINUTE } from '../../src/onboarding/duration.js';

const AT = Date.parse('2026-11-20T12:00:00Z');
const from = (given: Partial<CallUsage>): number =>
  backgroundCallsFrom(
    { percent: null, readAt: null, resumeAt: null, ownCalls: 0, hasRegistered: false, ...given },
    AT,
  ) - AT;

// prettier-ignore
test.each<[string, Partial<CallUsage>, number]>([
  ['nothing is known', {}, 0],
  ['most is left', { percent: 79, readAt: AT }, 0],
  ['the reserve is touched: until enough of the hour has passed', { percent: 100, readAt: AT }, 12 * MINUTE],
  ['over the limit', { percent: 160, readAt: AT }, 30 * MINUTE],
  ['read a while ago', { percent: 100, readAt: AT - 10 * MINUTE }, 2 * MINUTE],
  ['read long ago', { percent: 100, readAt: AT - HOUR }, 0],
  ['just at the share', { percent: 80, readAt: AT }, 1],
  ['Meta says when: it is believed', { percent: 100, readAt: AT, resumeAt: AT + 40 * MINUTE }, 40 * MINUTE],
  ['Meta said when, and it is over', { percent: 100, readAt: AT - MINUTE, resumeAt: AT - 1 }, 0],
  ['no header yet, few own calls', { ownCalls: 159 }, 0],
  ['no header yet, many own calls before the first registered number', { ownCalls: 160 }, 5 * MINUTE],
  ['as many with a registered number', { ownCalls: 160, hasRegistered: true }, 0],
  ['a registered number has its limit too', { ownCalls: 4_000, hasRegistered: true }, 5 * MINUTE],
])('%s', (_, usage, expected) => {
  expect(from(usage)).toBe(expected);
});
