import { expect, test } from 'vitest';
import { conclude } from '../../src/onboarding/conclude.js';
import { judge, type Drift } from '../../src/onboarding/drift.js';
import { MINUTE } from '../../src/onboarding/duration.js';
import type { ReasonCode } from '../../src/onboarding/reasons.js';
import {
  accepted,
  AT,
  entity,
  known,
  LIVE,
  makeWorld,
  NO_OVERRIDE,
  readRefused,
  SERVER_ERROR,
  subscription,
  TIMEOUT,
  type Parts,
} from './world.js';

const WAS_LIVE: Parts = {
  node: { ...LIVE, canSend: 'AVAILABLE' },
  number: { stage: 'live', reason: 'live', liveAt: AT - 60 * MINUTE },
  registers: [accepted(120 * MINUTE)],
  memory: { registeredSeenAt: AT - 60 * MINUTE },
};
const concluded = (parts: Parts) =>
  conclude(makeWorld({ ...WAS_LIVE, ...parts }), {
    before: [],
    wokenBy: 'sweep',
    jitter: 0,
    usagePercent: null,
    nextSweepAt: AT,
  });
const BEFORE = concluded({}).conditions;
const sweep = (parts: Parts, drift: Drift | null = null) =>
  judge(concluded(parts), {
    conditions: BEFORE,
    drift,
    memory: parts.memory ?? WAS_LIVE.memory ?? {},
    mode: 'standard',
  });
const found = (reason: ReasonCode, ago: number, wokenAt: number | null = null): Drift => ({
  since: AT - ago,
  reason,
  wokenAt,
});
const reasonWas = (reason: ReasonCode): Parts => ({ number: { ...WAS_LIVE.number, reason } });

const DRIFTS: [string, Parts, ReasonCode][] = [
  ['the subscription is gone', { observed: subscription(false) }, 'in_progress'],
  ['the override is wiped', { node: { ...LIVE, ...NO_OVERRIDE } }, 'in_progress'],
  [
    'the app no longer wants messages',
    { observed: { appWebhooks: known({ callbackUrl: null, messagesField: false }) } },
    'messages_field_off',
  ],
  [
    'deregistered elsewhere',
    { node: { status: 'PENDING', platformType: 'NOT_APPLICABLE' } },
    'deregistered_elsewhere',
  ],
  [
    'PENDING again',
    { node: { status: 'PENDING', platformType: 'CLOUD_API' } },
    'activation_pending',
  ],
  ['banned', { node: { ...LIVE, status: 'BANNED' } }, 'number_banned'],
  ['a rename waits', { node: { ...LIVE, newNameStatus: 'APPROVED' } }, 'in_progress'],
  ['the token is refused', { node: readRefused('token', { code: 190 }) }, 'token_invalid'],
];

test.each(DRIFTS)(
  '%s: one look notes it, a second one two minutes later asks for a turn, once',
  (_, parts, reason) => {
    const first = sweep(parts);
    expect(first).toEqual({ kind: 'drifting', drift: found(reason, 0) });

    const early = found(reason, 2 * MINUTE - 1);
    expect(sweep(parts, early)).toEqual({ kind: 'drifting', drift: early });

    expect(sweep(parts, found(reason, 2 * MINUTE))).toEqual({
      kind: 'wake',
      drift: found(reason, 2 * MINUTE, AT),
    });
    expect(sweep(parts, found(reason, 9 * MINUTE, AT - MINUTE))).toEqual({ kind: 'attended' });
  },
);

test.each(DRIFTS)(
  '%s: a number that waits for just this is left to its run',
  (_, parts, reason) => {
    expect(sweep({ ...parts, ...reasonWas(reason) })).toEqual({ kind: 'attended' });
  },
);

test('as its last turn left it: it holds, whatever an earlier look had found', () => {
  expect(sweep({})).toEqual({ kind: 'holds' });
  expect(sweep({}, found('in_progress', MINUTE))).toEqual({ kind: 'holds' });
});

test.each([
  ['a timeout', { node: TIMEOUT }],
  ['a server error', { node: SERVER_ERROR }],
  ['a throttled read', { node: readRefused('throttled', { code: 80008 }) }],
])('%s says nothing, for or against', (_, parts) => {
  expect(sweep(parts)).toEqual({ kind: 'unread' });
  expect(sweep(parts, found('in_progress', 5 * MINUTE))).toEqual({ kind: 'unread' });
});

test.each<[string, Parts]>([
  ['live, but restricted now', { node: { ...LIVE, canSend: 'AVAILABLE', status: 'RESTRICTED' } }],
  [
    'live, but unpaid now',
    {
      node: { ...LIVE, canSend: 'BLOCKED', health: [entity('WABA', 'BLOCKED', { code: 141006 })] },
    },
  ],
  ['live, and no longer silent', reasonWas('silent')],
  ['live, and a condition changed', { node: { ...LIVE, canSend: null } }],
])('%s: a turn says so at once', (_, parts) => {
  expect(sweep(parts)).toEqual({ kind: 'wake', drift: null });
});

test('the second look comes sooner where all of our delays are shorter', () => {
  const parts = { ...DRIFTS[0]![1], pace: 0.02 };
  expect(sweep(parts, found('in_progress', 2_400)).kind).toBe('wake');
  expect(sweep(parts, found('in_progress', 2_399)).kind).toBe('drifting');
});
