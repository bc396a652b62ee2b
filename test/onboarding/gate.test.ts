import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/onboarding/duration.js';
import {
  ATTEMPT_LIMIT,
  ATTEMPT_WINDOW,
  AUTOMATIC_LIMIT,
  budget,
  gate,
  notBefore,
  READ_LAG,
  unapplied,
} from '../../src/onboarding/gate.js';
import type { Attempt } from '../../src/onboarding/ledger.js';
import { accepted, AT, lost, makeWorld, manyRefused, refused, type Parts } from './world.js';

test('Meta lets in 10 requests in 72 h, we stop at 8 by ourselves (facts/meta.md §1.7)', () => {
  expect([ATTEMPT_LIMIT, AUTOMATIC_LIMIT, ATTEMPT_WINDOW]).toEqual([10, 8, 72 * HOUR]);
  expect(READ_LAG).toBe(90 * SECOND);
});

describe('budget', () => {
  test('refused, accepted and lost attempts count alike', () => {
    const attempts = [refused('transient', 1), accepted(2), lost(3)];
    expect(budget(attempts, AT, 8).used).toBe(3);
  });

  test('an attempt counts for 72 h and not an instant longer', () => {
    expect(budget([lost(ATTEMPT_WINDOW - 1)], AT, 8).used).toBe(1);
    expect(budget([lost(ATTEMPT_WINDOW)], AT, 8).used).toBe(0);
  });

  test('below its limit there is no next slot', () => {
    expect(budget(manyRefused(7), AT, 8).nextSlotAt).toBeNull();
  });

  test.each([8, 9, 10])('with %i used, the next slot comes when fewer than 8 are left', (count) => {
    const attempts = manyRefused(count);
    const { used, nextSlotAt } = budget(attempts, AT, 8);
    expect(used).toBe(count);
    expect(budget(attempts, (nextSlotAt ?? 0) - 1, 8).used).toBeGreaterThanOrEqual(8);
    expect(budget(attempts, nextSlotAt ?? 0, 8).used).toBe(7);
  });
});

describe('gate', () => {
  test('open for an empty ledger', () => {
    expect(gate(makeWorld())).toEqual({ open: true });
  });

  test('Meta’s block, then the window, then the spacing', () => {
    const registers = manyRefused(8, 'transient', SECOND);
    const closed = (world: Parts) => gate(makeWorld(world));
    expect(closed({ registers, blockedUntil: AT + 1 })).toMatchObject({ cause: 'blocked' });
    expect(closed({ registers })).toMatchObject({ cause: 'attempts' });
    expect(closed({ registers: registers.slice(0, 3) })).toEqual({
      open: false,
      cause: 'spaced',
      class: 'transient',
      opensAt: AT - SECOND + 15 * MINUTE,
    });
  });

  test('it opens at the instant it names', () => {
    expect(gate(makeWorld({ blockedUntil: AT })).open).toBe(true);
    expect(gate(makeWorld({ registers: [refused('transient', MINUTE)] })).open).toBe(true);
  });
});

describe('notBefore', () => {
  const after = (...registers: Attempt[]) => notBefore(makeWorld({ registers }));

  test('nothing holds a first attempt back, nor one after a refusal that only a person lifts', () => {
    expect(after()).toBeNull();
    expect(after(refused('terms_not_accepted', SECOND))).toBeNull();
    expect(after(refused('pin_mismatch', SECOND))).toBeNull();
  });

  test.each([
    [1, 10 * MINUTE],
    [2, HOUR],
    [3, DAY],
    [4, DAY],
  ])('%i accepted or lost and not shown: %i ms', (count, length) => {
    const attempts = Array.from({ length: count }, (_, n) =>
      n % 2 === 0 ? accepted(n * DAY) : lost(n * DAY),
    );
    expect(after(...attempts)).toEqual({ at: AT + length, class: null });
  });

  test('an attempt that took effect is only given the time that reads lag', () => {
    const world = makeWorld({
      registers: [accepted(HOUR)],
      memory: { registeredSeenAt: AT - MINUTE },
    });
    expect(notBefore(world)).toEqual({ at: AT - HOUR + READ_LAG, class: null });
  });

  test('a refusal that was spent holds nothing back', () => {
    const registers = [refused('name_not_ready', HOUR)];
    const memory = { name: { status: 'APPROVED', changedAt: AT - MINUTE } };
    expect(notBefore(makeWorld({ registers, memory }))).toBeNull();
  });

  test('the pace shortens our ladders, never the block of 72 h nor the lag of reads', () => {
    const paced = (parts: Parts) => notBefore(makeWorld({ ...parts, pace: 0.001 }))?.at;
    expect(paced({ registers: [refused('name_not_ready', 0)] })).toBe(AT + DAY * 0.001);
    expect(paced({ registers: [refused('attempts_locked', 0)] })).toBe(AT + 72 * HOUR);
    expect(paced({ registers: [accepted(0)] })).toBe(AT + READ_LAG);
  });
});

test('unapplied counts the newest accepted or lost attempts since the number was last seen registered', () => {
  const count = (registers: readonly Attempt[], seenAgo?: number) =>
    unapplied(
      makeWorld({
        registers,
        memory: seenAgo === undefined ? {} : { registeredSeenAt: AT - seenAgo },
      }),
    );
  expect(count([])).toBe(0);
  expect(count([accepted(1), lost(2), accepted(3)])).toBe(3);
  expect(count([accepted(1), refused('transient', 2), accepted(3)])).toBe(1);
  expect(count([refused('transient', 1), accepted(2)])).toBe(0);
  expect(count([accepted(1), accepted(5)], 3)).toBe(1);
  expect(count([accepted(5)], 5)).toBe(0);
});
