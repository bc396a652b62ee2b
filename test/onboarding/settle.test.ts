import { describe, expect, test } from 'vitest';
import { conditionsOf } from '../../src/onboarding/conditions.js';
import { decide } from '../../src/onboarding/decide.js';
import { HOUR, MINUTE, SECOND } from '../../src/onboarding/duration.js';
import { settle, type Standing } from '../../src/onboarding/settle.js';
import * as w from './world.js';

function settled(parts: w.Parts): Standing {
  const world = w.makeWorld(parts);
  const decision = decide(world);
  return settle(world, decision, conditionsOf(world, decision, []));
}

const live = { stage: 'live' as const, liveAt: w.AT - HOUR, reason: 'live' as const };
const down = { status: 'DISCONNECTED', platformType: 'CLOUD_API' };
const leaving = (agoMs: number) => ({ leavingLive: { since: w.AT - agoMs } });

describe('the stage follows from the reason’s heading', () => {
  test.each<[string, w.Parts, Standing['stage']]>([
    ['code_not_sent', { node: w.UNVERIFIED }, 'verifying'],
    ['name_declined', { node: { nameStatus: 'DECLINED' } }, 'name_review'],
    ['in_progress of the first register', {}, 'registering'],
    ['activation_pending', { node: w.ACTIVATING }, 'activating'],
    ['live', { node: w.LIVE }, 'live'],
    ['restricted', { node: { ...w.LIVE, status: 'RESTRICTED' } }, 'live'],
    ['coexistence_live', { node: { ...w.LIVE, isOnBizApp: true } }, 'live'],
    ['number_gone', { node: { status: 'DELETED' } }, 'closed'],
  ])('%s', (_, parts, stage) => {
    expect(settled(parts).stage).toBe(stage);
  });

  test.each<[string, w.Parts]>([
    ['unreadable', { node: w.TIMEOUT }],
    ['a dead token', { node: w.readRefused('token') }],
    ['paused', { number: { paused: { actor: 'Ada', at: w.AT } } }],
    ['an unknown state', { node: { platformType: 'CLOUD_API_2' } }],
    ['a probe', { node: w.IN_REVIEW }],
    ['subscribing', { observed: w.subscription(false) }],
  ])('%s keeps the stage', (_, parts) => {
    expect(settled({ ...parts, number: { ...parts.number, stage: 'name_review' } }).stage).toBe(
      'name_review',
    );
  });

  test('since when: kept while the stage stays, now when it changes', () => {
    const number = { stage: 'verifying' as const, stageSince: w.AT - HOUR };
    expect(settled({ number, node: w.UNVERIFIED }).stageSince).toBe(w.AT - HOUR);
    expect(settled({ number, node: w.ACTIVATING }).stageSince).toBe(w.AT);
  });
});

describe('since when the reason holds', () => {
  const review = { node: w.IN_REVIEW, registers: [w.refused('name_not_ready', MINUTE)] };
  const reasonSince = (
    reason: 'name_pending_review' | 'in_progress' | 'code_needed',
    settledReason?: 'name_pending_review',
  ) =>
    settled({
      ...review,
      number: { reason, reasonSince: w.AT - HOUR },
      memory:
        settledReason === undefined
          ? {}
          : { settled: { reason: settledReason, since: w.AT - 9 * HOUR } },
    }).reasonSince;

  test('kept while it stays', () => expect(reasonSince('name_pending_review')).toBe(w.AT - HOUR));
  test('now when it is another', () => expect(reasonSince('code_needed')).toBe(w.AT));
  test('a step in between is no change of mind', () =>
    expect(reasonSince('in_progress', 'name_pending_review')).toBe(w.AT - 9 * HOUR));
  test('a step to another reason is one', () => expect(reasonSince('in_progress')).toBe(w.AT));
});

describe('live is left only after two minutes of known trouble', () => {
  test('the first sight: it stays, and is looked at again when the grace ends', () => {
    expect(settled({ number: live, node: down })).toMatchObject({
      stage: 'live',
      leavingLive: { since: w.AT },
      graceEndsAt: w.AT + 2 * MINUTE,
    });
  });

  test('a second before the two minutes are over', () => {
    expect(
      settled({ number: live, node: down, memory: leaving(2 * MINUTE - SECOND) }),
    ).toMatchObject({ stage: 'live', graceEndsAt: w.AT + SECOND });
  });

  test('two minutes later, seen a second time', () => {
    expect(settled({ number: live, node: down, memory: leaving(2 * MINUTE) })).toMatchObject({
      stage: 'activating',
      leavingLive: undefined,
      graceEndsAt: null,
    });
  });

  test('the grace is paced', () => {
    expect(
      settled({ pace: 0.01, number: live, node: down, memory: leaving(2 * SECOND) }).stage,
    ).toBe('activating');
  });

  test('all three seen as met again: forgotten', () => {
    expect(settled({ number: live, node: w.LIVE, memory: leaving(MINUTE) })).toMatchObject({
      stage: 'live',
      leavingLive: undefined,
    });
  });

  test('a failed read in between takes nothing back and adds nothing', () => {
    expect(settled({ number: live, node: w.TIMEOUT, memory: leaving(MINUTE) })).toMatchObject({
      stage: 'live',
      leavingLive: { since: w.AT - MINUTE },
    });
    expect(settled({ number: live, node: w.TIMEOUT })).toMatchObject({
      stage: 'live',
      leavingLive: undefined,
    });
  });

  test('a repair in between counts from the first trouble', () => {
    const observed = w.subscription(false);
    expect(settled({ number: live, node: w.LIVE, observed })).toMatchObject({
      stage: 'live',
      leavingLive: { since: w.AT },
    });
    const memory = { ...leaving(2 * MINUTE), subscribe: w.wrote('refused', SECOND) };
    expect(settled({ number: live, node: w.LIVE, observed, memory }).stage).toBe('activating');
  });

  test('webhooks that cannot be read are no trouble', () => {
    const observed = { subscription: w.TIMEOUT };
    expect(settled({ number: live, node: w.LIVE, observed, memory: leaving(HOUR) }).stage).toBe(
      'live',
    );
  });

  test('a rejected sender is connected as far as anyone can see: it stays', () => {
    const memory = { senderRejectedAt: w.AT - HOUR, ...leaving(HOUR) };
    const registers = [w.accepted(2 * HOUR, { purpose: 'sender_rejected' })];
    expect(settled({ number: live, node: w.LIVE, memory, registers }).stage).toBe('live');
  });

  test('a dead token leaves a live number live', () => {
    expect(settled({ number: live, node: w.readRefused('token') }).stage).toBe('live');
  });

  test('gone and released do not wait', () => {
    expect(settled({ number: live, node: { status: 'DELETED' } }).stage).toBe('closed');
    expect(
      settled({ number: { ...live, desired: 'released' }, node: { ...w.LIVE, ...w.NO_OVERRIDE } })
        .stage,
    ).toBe('closed');
  });

  test('a number that is not live changes its stage at once', () => {
    expect(
      settled({
        number: { stage: 'activating' },
        node: { ...down, platformType: 'NOT_APPLICABLE' },
      }).stage,
    ).toBe('registering');
  });
});
