import { describe, expect, test } from 'vitest';
import { nextActions } from '../../src/onboarding/actions.js';
import { decide } from '../../src/onboarding/decide.js';
import { DAY, HOUR, MINUTE } from '../../src/onboarding/duration.js';
import { explain, waitingOn, type Circumstances } from '../../src/onboarding/explain.js';
import type { Explanation } from '../../src/onboarding/explanation.js';
import { REASON_CODES, reasons, type ReasonCode } from '../../src/onboarding/reasons.js';
import * as w from './world.js';

const circumstances: Circumstances = {
  stage: 'name_review',
  stageSince: w.AT - DAY,
  reasonSince: w.AT - HOUR,
  nextCheckAt: w.AT + MINUTE,
  wokenBy: 'timer',
};
const explained = (parts: w.Parts, more: Partial<Circumstances> = {}): Explanation => {
  const world = w.makeWorld(parts);
  return explain(world, decide(world), { ...circumstances, ...more });
};
const actionsOf = (reason: ReasonCode, parts: w.Parts = {}) => {
  const world = w.makeWorld(parts);
  return nextActions(world, { ...decide(world), reason }, world.at);
};
const retryOf = (reason: ReasonCode, parts: w.Parts = {}) =>
  actionsOf(reason, parts).find(({ id }) => id === 'retry');

test('the object says where the number stands, why, whose move it is, and when we look again (design §2)', () => {
  const registers = [
    w.refused('name_not_ready', HOUR, {
      code: 100,
      subcode: 2388001,
      title: 'Cannot Create Certificate',
      purpose: 'probe',
    }),
  ];
  expect(explained({ node: w.IN_REVIEW, registers })).toMatchObject({
    stage: 'name_review',
    stage_since: '2026-11-17T12:00:00.000Z',
    reason: 'name_pending_review',
    reason_since: '2026-11-18T11:00:00.000Z',
    waiting_on: 'meta',
    until: '2026-11-19T11:00:00.000Z',
    explanation:
      'Meta is reviewing the display name "Example Store"; we register the number as soon as Meta allows it.',
    action: 'Nothing to do; usually one to three working days.',
    next_check_at: '2026-11-18T12:01:00.000Z',
    deadline_at: null,
    woken_by: 'timer',
    evidence: {
      status: 'PENDING',
      platform_type: 'NOT_APPLICABLE',
      code_verification_status: 'VERIFIED',
      name_status: 'PENDING_REVIEW',
      new_name_status: null,
      is_on_biz_app: false,
      read_at: '2026-11-18T12:00:00.000Z',
    },
    registration: {
      used: 1,
      automatic_limit: 8,
      limit: 10,
      next_slot_at: null,
      blocked_until: null,
      last_attempt: {
        at: '2026-11-18T11:00:00.000Z',
        outcome: 'refused',
        code: 100,
        subcode: 2388001,
        title: 'Cannot Create Certificate',
        message: 'Meta says name_not_ready',
        fbtrace_id: 'AbC123',
        details: null,
        retry_after_ms: null,
      },
    },
  });
});

describe('evidence', () => {
  test('what Meta refused with', () => {
    expect(explained({ node: w.readRefused('token', { code: 190 }) }).evidence).toEqual({
      read_at: '2026-11-18T12:00:00.000Z',
      code: '190',
      message: 'Meta says token',
      fbtrace_id: 'AbC123',
    });
  });

  test('that Meta could not be read', () => {
    expect(explained({ node: w.TIMEOUT }).evidence).toEqual({
      read_at: '2026-11-18T12:00:00.000Z',
      unreadable: 'timeout',
    });
  });
});

describe('registration', () => {
  test('an empty ledger', () => {
    expect(explained({}).registration).toEqual({
      used: 0,
      automatic_limit: 8,
      limit: 10,
      next_slot_at: null,
      blocked_until: null,
      last_attempt: null,
    });
  });

  test('8 used: when the next automatic one is free', () => {
    const { registration } = explained({ registers: w.manyRefused(8) });
    expect(registration).toMatchObject({ used: 8, next_slot_at: '2026-11-21T03:00:00.000Z' });
  });

  test('Meta’s block is shown while it lasts', () => {
    const blockedUntil = w.AT + HOUR;
    expect(explained({ blockedUntil }).registration.blocked_until).toBe('2026-11-18T13:00:00.000Z');
    expect(explained({ blockedUntil, at: blockedUntil }).registration.blocked_until).toBeNull();
  });
});

describe('deadline', () => {
  test('14 days after an embedded signup, until it is live', () => {
    const signedUpAt = w.AT - DAY;
    expect(explained({ number: { signedUpAt } }).deadline_at).toBe('2026-12-01T12:00:00.000Z');
    expect(explained({ number: { signedUpAt, liveAt: w.AT } }).deadline_at).toBeNull();
    expect(explained({}).deadline_at).toBeNull();
  });

  test('a registration meets it, also where the node goes on showing the new name', () => {
    const node = { ...w.LIVE, newDisplayName: 'New', newNameStatus: 'APPROVED' };
    const memory = { renameApprovedAt: w.AT - DAY };
    const registers = [w.accepted(HOUR)];
    expect(explained({ node, memory, registers }).deadline_at).toBeNull();
    const number = { signedUpAt: w.AT - DAY };
    expect(explained({ number, node: w.ACTIVATING, registers }).deadline_at).toBeNull();
  });

  test('14 days after the approval of a rename', () => {
    const node = { ...w.LIVE, newNameStatus: 'APPROVED' };
    const memory = { renameApprovedAt: w.AT - DAY };
    expect(explained({ node, memory, blockedUntil: w.AT + 1 }).deadline_at).toBe(
      '2026-12-01T12:00:00.000Z',
    );
  });
});

test('a code that Meta no longer takes is asked for anew before it is entered', () => {
  const sent = (agoMs: number) =>
    explained({ node: w.UNVERIFIED, memory: { code: w.codeSent(agoMs) } });
  const ids = ({ next_actions: actions }: Explanation) => actions.map(({ id }) => id).slice(0, 2);

  expect(sent(9 * MINUTE)).toMatchObject({ reason: 'code_needed', action: 'Enter the code.' });
  expect(ids(sent(9 * MINUTE))).toEqual(['enter_code', 'send_code']);
  expect(sent(10 * MINUTE).action).toBe('Send a new code: this one is too old.');
  expect(ids(sent(10 * MINUTE))).toEqual(['send_code', 'enter_code']);
});

test('what never took effect is said as it was: an answer that was lost is no acceptance', () => {
  const said = (...registers: ReturnType<typeof w.lost>[]) => explained({ registers });
  const [a, b, c] = [2 * DAY, 3 * DAY, 4 * DAY];

  expect(said(w.accepted(a), w.accepted(b), w.accepted(c))).toMatchObject({
    reason: 'accepted_not_applied',
    explanation: 'Meta accepted the registration three times but does not show it.',
  });
  expect(said(w.lost(a), w.lost(b), w.lost(c)).explanation).toBe(
    "Meta's answer to the registration was lost 3 times, and the number does not show it.",
  );
  expect(said(w.lost(a), w.accepted(b), w.lost(c)).explanation).toBe(
    'Meta accepted the registration once, and its answer was lost 2 times, and the number does not show it.',
  );
});

test('attempts that were kept for a person are said to be kept while they are', () => {
  const said = (used: number) => explained({ registers: w.manyRefused(used) }).explanation;

  expect(said(8)).toBe(
    "8 of Meta's 10 registration attempts in 72 hours are used; the last two are kept for you.",
  );
  expect(said(9)).toBe(
    "9 of Meta's 10 registration attempts in 72 hours are used; the last one is kept for you.",
  );
  expect(said(10)).toBe("All of Meta's 10 registration attempts in 72 hours are used.");
  expect(said(12)).toBe(said(10));
});

test('restricted without an expiry waits on the customer, everything else on whom its reason says', () => {
  const world = w.makeWorld();
  for (const reason of REASON_CODES) {
    const ends = {
      ...decide(world),
      reason,
      step: { kind: 'end' as const, ending: 'live' as const },
    };
    expect(waitingOn(ends)).toBe(reason === 'restricted' ? 'customer' : reasons[reason].waitingOn);
  }
  const step = { kind: 'wait' as const, cadence: 'daily' as const, until: w.AT + DAY };
  expect(waitingOn({ ...decide(world), reason: 'restricted', step })).toBe('time');
});

describe('next actions', () => {
  test('a reason with nothing to do, or with something better, never shows Retry first', () => {
    const first = REASON_CODES.filter((reason) => actionsOf(reason)[0]?.id === 'retry');
    expect(first).toEqual([
      'verification_inconsistent',
      'number_in_use',
      'two_step_on',
      'migration_blocked',
      'terms_not_accepted',
      'deregistered_elsewhere',
      'refused_unknown',
      'number_disconnected',
      'sender_rejected',
    ]);
    for (const reason of first)
      expect(['operator', 'customer']).toContain(reasons[reason].waitingOn);
  });

  test('the first button is the best next action', () => {
    const primary = (reason: ReasonCode) => actionsOf(reason)[0]?.id;
    expect(primary('name_declined')).toBe('rename');
    expect(primary('name_pending_review')).toBe('check');
    expect(primary('attempt_spaced')).toBe('check');
    expect(primary('code_not_sent')).toBe('send_code');
    expect(primary('code_needed')).toBe('enter_code');
    expect(primary('pin_needed')).toBe('enter_pin');
    expect(primary('token_invalid')).toBe('replace_token');
    expect(primary('accepted_not_applied')).toBe('support_bundle');
    expect(primary('paused')).toBe('resume');
    expect(primary('number_gone')).toBe('add_again');
  });

  test('no button stands twice, and whoever waits can always look', () => {
    for (const reason of REASON_CODES) {
      const ids = actionsOf(reason).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.includes('check')).toBe(reason !== 'released' && reason !== 'number_gone');
    }
  });

  test.each(REASON_CODES)(
    '%s: Retry may be pressed exactly where it is offered, and says what it spends',
    (reason) => {
      const retry = retryOf(reason);
      if (reasons[reason].retry) {
        expect(retry).toMatchObject({
          allowed: true,
          why_not: null,
          spends: '1 of 10 attempts left',
        });
      } else if (retry !== undefined) {
        expect(retry).toMatchObject({
          allowed: false,
          why_not: 'Registering does not help in this situation.',
        });
      }
    },
  );

  test('a live, paused or closed number shows no Retry at all', () => {
    for (const reason of REASON_CODES) {
      if (reasons[reason].heading === 'other') expect(retryOf(reason)).toBeUndefined();
    }
  });

  test.each([
    [7, '1 of 3 attempts left'],
    [8, '1 of 2 attempts left (reserved for you)'],
    [9, '1 of 1 attempts left (reserved for you)'],
  ])('with %i used it spends %s', (used, spends) => {
    expect(retryOf('attempts_exhausted', { registers: w.manyRefused(used) })).toMatchObject({
      allowed: true,
      spends,
    });
  });

  test('with 10 used there is nothing to spend', () => {
    expect(retryOf('attempts_exhausted', { registers: w.manyRefused(10) })).toMatchObject({
      allowed: false,
      spends: null,
      why_not: "Meta's 10 registration attempts in 72 hours are used.",
    });
  });

  test('while Meta blocks, it says until when', () => {
    expect(retryOf('name_pending_review', { blockedUntil: w.AT + HOUR })).toMatchObject({
      allowed: false,
      why_not: 'Meta blocks registration until 2026-11-18 13:00 UTC.',
    });
  });

  test('a code cannot be asked for while Meta sends none, and it says until when', () => {
    const sendCode = (cooldownUntil: number) =>
      actionsOf('code_needed', {
        node: w.UNVERIFIED,
        memory: { code: w.codeSent(MINUTE, { cooldownUntil }) },
      }).find(({ id }) => id === 'send_code');
    expect(sendCode(w.AT + HOUR)).toMatchObject({
      allowed: false,
      why_not: 'Meta sends the next code 2026-11-18 13:00 UTC at the earliest.',
    });
    expect(sendCode(w.AT)).toMatchObject({ allowed: true, why_not: null });
  });

  test('each button goes where the API serves it', () => {
    const self = '/v1/numbers/106000000000001';
    const target = (reason: ReasonCode, id: string) => {
      const { method, href } = actionsOf(reason).find((action) => action.id === id)!;
      return `${method} ${href}`;
    };
    expect(target('code_not_sent', 'send_code')).toBe(`POST ${self}/code-requests`);
    expect(target('code_not_sent', 'enter_code')).toBe(`POST ${self}/code`);
    expect(target('pin_needed', 'enter_pin')).toBe(`PUT ${self}/pin`);
    expect(target('pin_needed', 'replace_pin')).toBe(`POST ${self}/pin/replace`);
    expect(target('name_declined', 'rename')).toBe(`POST ${self}/display-name`);
    expect(target('name_declined', 'retry')).toBe(`POST ${self}/retry`);
    expect(target('live', 'check')).toBe(`POST ${self}/check`);
    expect(target('subscribe_refused', 'repair_webhooks')).toBe(`POST ${self}/repair-webhooks`);
    expect(target('paused', 'resume')).toBe(`PATCH ${self}`);
    expect(target('number_gone', 'add_again')).toBe('POST /v1/numbers');
    expect(target('token_invalid', 'replace_token')).toBe('PUT /v1/wabas/102000000000001/token');
    expect(target('refused_unknown', 'support_bundle')).toBe(`GET ${self}/support-bundle`);
  });

  test('open_meta leads to the account’s page where the portfolio is known', () => {
    const href = (parts: w.Parts) =>
      actionsOf('number_banned', parts).find(({ id }) => id === 'open_meta')?.href;
    expect(href({})).toBe('https://business.facebook.com/');
    expect(href({ observed: w.waba('AVAILABLE') })).toContain(
      'business_id=777&asset_id=102000000000001',
    );
  });
});
