import { describe, expect, test } from 'vitest';
import { eventsOfTurn, timelineOfTurn, type Happened } from '../../src/activities/story.js';
import { conditionsOf } from '../../src/onboarding/conditions.js';
import { decide } from '../../src/onboarding/decide.js';
import { explain, waitingOn } from '../../src/onboarding/explain.js';
import { settle } from '../../src/onboarding/settle.js';
import type { NumberRow } from '../../src/store/tables.js';
import * as w from '../onboarding/world.js';

/** A turn of this world, as those who tell of it get it. */
function happened(parts: w.Parts): Happened {
  const world = w.makeWorld(parts);
  const decision = decide(world);
  const standing = settle(world, decision, conditionsOf(world, decision, []));
  const { stage, reason } = world.number;
  const number = {
    id: 'id',
    account_id: 'account',
    phone_number_id: world.number.phoneNumberId,
    stage,
    reason,
    waiting_on: waitingOn({ ...decision, reason }),
  } as unknown as NumberRow;
  return {
    session: { number } as Happened['session'],
    world,
    decision,
    explanation: explain(world, decision, { ...standing, nextCheckAt: null, wokenBy: 'test' }),
    standing,
    intents: [],
    cause: { kind: 'timer', actor: null, requestId: null },
    news: [],
  };
}

describe('the timeline of a release', () => {
  const release = { deregister: true, unsubscribe: false, actor: 'Ada', at: w.AT };
  const number = { desired: 'released', release } as const;

  test('says what was left undone at Meta, and why', () => {
    const rows = timelineOfTurn(happened({ number, node: w.readRefused('token') }));

    const left = 'our callback (Meta refuses the token), deregistration (Meta refuses the token)';
    expect(rows).toMatchObject([
      {
        kind: 'stage_changed',
        sentence: `Ada released this number on 2026-11-18 12:00 UTC. Not undone at Meta: ${left}.`,
        facts: { reason: 'released', not_undone: left },
      },
    ]);
  });

  test('says nothing more when everything is undone', () => {
    const [row] = timelineOfTurn(happened({ number, node: w.NO_OVERRIDE }));

    expect(row?.sentence).toBe('Ada released this number on 2026-11-18 12:00 UTC.');
    expect(row?.facts).not.toHaveProperty('not_undone');
  });
});

describe('events about whose move it is come on edges only', () => {
  const needed = { reason: 'code_not_sent', since: w.AT } as const;
  const types = (parts: w.Parts): string[] =>
    eventsOfTurn(happened(parts))
      .map(({ type }) => type)
      .filter((type) => type.startsWith('number.action'));
  const wishes = { node: w.UNVERIFIED, intents: [w.sendCode()] };

  test('a reason that needs a person is one', () => {
    expect(types({ node: w.UNVERIFIED })).toEqual(['number.action_required']);
    expect(types({ node: w.UNVERIFIED, number: { reason: 'code_not_sent' } })).toEqual([]);
  });

  test('a step of our own between two same reasons is none, neither on its way in nor out', () => {
    const memory = { settled: needed };

    expect(types({ ...wishes, number: { reason: 'code_not_sent' }, memory })).toEqual([]);
    expect(types({ node: w.UNVERIFIED, number: { reason: 'in_progress' }, memory })).toEqual([]);
  });

  test('what a step of our own led to is one', () => {
    const number = { reason: 'in_progress' } as const;
    const memory = { settled: needed };

    expect(types({ node: w.ACTIVATING, number, memory })).toEqual(['number.action_resolved']);
    expect(types({ node: w.readRefused('token'), number, memory })).toEqual([
      'number.action_required',
    ]);
  });
});
