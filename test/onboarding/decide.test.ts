import { describe, expect, test } from 'vitest';
import { decide, rules } from '../../src/onboarding/decide.js';
import type { Case } from './cases/case.js';
import { coexistenceCases } from './cases/coexistence.js';
import { connectedCases } from './cases/connected.js';
import { pendingCases } from './cases/pending.js';
import { readingCases } from './cases/reading.js';
import { blockedCases, nameCases, pinCases } from './cases/registration.js';
import { verificationCases } from './cases/verification.js';
import { webhookCases } from './cases/webhooks.js';
import { makeWorld } from './world.js';

/** The decision table of design/onboarding.md §3, group by group; each line names the row that answers. */
const groups: readonly [title: string, cases: readonly Case[]][] = [
  ['reading: 1–9', readingCases],
  ['webhooks: S1, S2, L2', webhookCases],
  ['coexistence: C1, C2', coexistenceCases],
  ['connected: P0, N0, R1, R2, L1, L3', connectedCases],
  ['pending: O, A1, A2, K, X', pendingCases],
  ['ownership: V1–V3', verificationCases],
  ['PIN: P1, P2', pinCases],
  ['blocked: B, D, T', blockedCases],
  ['names: R3, R4, N1, N2, U', nameCases],
];

describe.each(groups)('%s', (_, cases) => {
  const titled = cases.map((line) => [line[0], line[1], line] as const);
  test.each(titled)('%s: %s', (row, _observed, [, , parts, step, reason, more = {}]) => {
    const decision = decide(makeWorld(parts));

    expect([decision.rule, decision.step.kind, decision.reason]).toEqual([row, step, reason]);
    expect(decision).toMatchObject(more);
  });
});

test('the rules are the rows of the design, in its order, and each has its lines here', () => {
  const names = rules.map(({ name }) => name);
  expect(names.join(' ')).toBe(
    '1 2 3 4 5 6 7 8 9 S1 S2 C1 C2 P0 N0 R1 R2 L1 L2 L3 O A1 A2 K X V1 V2 V3 P1 P2 B D T R3 R4 N1 N2 U',
  );

  const answered = new Set(groups.flatMap(([, cases]) => cases.map(([row]) => row)));
  expect(names.filter((name) => !answered.has(name))).toEqual([]);
});
