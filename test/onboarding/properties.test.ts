import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { conditionsOf } from '../../src/onboarding/conditions.js';
import { decide, rules } from '../../src/onboarding/decide.js';
import { HOUR } from '../../src/onboarding/duration.js';
import { explain } from '../../src/onboarding/explain.js';
import { ATTEMPT_LIMIT, budget, gate } from '../../src/onboarding/gate.js';
import { answeredIntents } from '../../src/onboarding/intents.js';
import { REASON_CODES, reasons } from '../../src/onboarding/reasons.js';
import { ruleDescriptions } from '../../src/onboarding/rule-descriptions.js';
import { nextDelay } from '../../src/onboarding/schedule.js';
import { settle } from '../../src/onboarding/settle.js';
import { mayBeCoexistence, seen } from '../../src/onboarding/situation.js';
import type { World } from '../../src/onboarding/world.js';
import { propertyRuns, propertySeed } from './property-runs.js';
import { worlds } from './random-worlds.js';

const RUNS = propertyRuns(500);

vi.setConfig({ testTimeout: 60_000 + RUNS * 10 });

const always = (property: (world: World) => void): void =>
  fc.assert(fc.property(worlds, property), { numRuns: RUNS, ...propertySeed() });

describe(`any of ${RUNS} random worlds (design §7.8)`, () => {
  test('decide answers exactly one step and a known reason, one that the row’s description promises', () => {
    always((world) => {
      const decision = decide(world);
      expect(REASON_CODES).toContain(decision.reason);
      expect(ruleDescriptions[decision.rule]?.reasons).toContain(decision.reason);
      expect(decide(structuredClone(world))).toEqual(decision);
    });
  });

  test('every wait ends: its delay is finite, at least a millisecond, and an instant it names is to come', () => {
    always((world) => {
      const { step, rule } = decide(world);
      if (step.kind !== 'wait') return;
      if (step.until !== null) expect([rule, step.until > world.at]).toEqual([rule, true]);
      const { at, pace, number } = world;
      const { delayMs } = nextDelay({
        cadence: step.cadence,
        at,
        since: number.reasonSince,
        wroteAt: null,
        times: 1,
        until: step.until,
        pace,
        jitter: 0,
      });
      expect(Number.isFinite(delayMs) && delayMs >= 1).toBe(true);
    });
  });

  test('what cannot be read is never written upon', () => {
    always((world) => {
      if (world.observation.node.kind === 'known') return;
      const { step } = decide(world);
      expect(['wait', 'end']).toContain(step.kind);
      if (step.kind === 'end') expect(['released', 'gone']).toContain(step.ending);
    });
  });

  test('coexistence is never registered, deregistered, sent a code, given a PIN or a name', () => {
    always((world) => {
      const known = seen(world);
      if (known === null || !mayBeCoexistence(known)) return;
      expect(['wait', 'end', 'subscribe', 'setOverride', 'clearOverride', 'unsubscribe']).toContain(
        decide(world).step.kind,
      );
    });
  });

  test('register is chosen with the gate open only, or by a consent with fewer than ten used and no block', () => {
    always((world) => {
      const { step } = decide(world);
      if (step.kind !== 'register') return;
      const { ledger, at } = world;
      expect(step.expectedAttempts).toBe(ledger.registers.length);
      if (step.purpose === 'consent') {
        expect(budget(ledger.registers, at, ATTEMPT_LIMIT).used).toBeLessThan(ATTEMPT_LIMIT);
        expect(ledger.blockedUntil === null || at >= ledger.blockedUntil).toBe(true);
        expect(world.intents).toContainEqual(
          expect.objectContaining({ id: step.consentId, kind: 'retry' }),
        );
      } else {
        expect(gate(world)).toEqual({ open: true });
        expect(step.consentId).toBeNull();
      }
    });
  });

  test('a reply that may be under way is never registered over', () => {
    always((world) => {
      const [newest] = world.ledger.registers;
      if (newest?.outcome !== 'unknown' || world.at - newest.startedAt >= 90_000) return;
      expect(decide(world).step.kind).not.toBe('register');
    });
  });

  test('released and paused numbers are never registered or sent a code', () => {
    always((world) => {
      const { desired, paused } = world.number;
      if (desired === 'live' && paused === null) return;
      expect([
        'register',
        'requestCode',
        'verifyCode',
        'replacePin',
        'setDisplayName',
      ]).not.toContain(decide(world).step.kind);
    });
  });

  test('throughput decides nothing', () => {
    always((world) => {
      const { node } = world.observation;
      if (node.kind !== 'known') return;
      const other: World = {
        ...world,
        observation: {
          ...world.observation,
          node: { ...node, value: { ...node.value, throughputLevel: 'HIGH' } },
        },
      };
      expect(decide(other)).toEqual(decide(world));
    });
  });

  test('the explanation and the conditions have no empty slot, and a next look before closed', () => {
    always((world) => {
      const decision = decide(world);
      const conditions = conditionsOf(world, decision, []);
      const standing = settle(world, decision, conditions);
      const explanation = explain(world, decision, {
        ...standing,
        nextCheckAt: world.at + HOUR,
        wokenBy: 'timer',
      });
      const texts = [
        explanation.explanation,
        explanation.action,
        ...conditions.map(({ message }) => message),
      ];
      for (const text of texts)
        expect(text).not.toMatch(/\{\w+\}|""|undefined|\bnull\b|NaN|: *\.$|\(\s*\)/);
      expect(explanation.next_actions.every(({ href }) => !href.includes('undefined'))).toBe(true);
      expect(explanation.waiting_on === 'none').toBe(reasons[decision.reason].waitingOn === 'none');
      expect(standing.graceEndsAt === null || standing.graceEndsAt > world.at).toBe(true);
    });
  });

  test('unknown is never shown as not met', () => {
    always((world) => {
      if (world.observation.node.kind !== 'unreadable') return;
      const decision = decide(world);
      for (const { status, reason } of conditionsOf(world, decision, [])) {
        expect(status).toBe('unknown');
        expect(reason).toBeNull();
      }
    });
  });

  test('every wish is either carried by the step, answered once, or still possible', () => {
    always((world) => {
      const decision = decide(world);
      const answered = answeredIntents(world, decision).map(({ id }) => id);
      expect(new Set(answered).size).toBe(answered.length);
      const { step } = decision;
      const carried =
        'intentId' in step ? step.intentId : 'consentId' in step ? step.consentId : null;
      expect(answered).not.toContain(carried);
      const isResting = step.kind === 'wait' || step.kind === 'end';
      const isReadable = world.observation.node.kind === 'known';
      if (isResting && isReadable) expect(answered).toHaveLength(world.intents.length);
    });
  });
});

test('random worlds reach every row, so that the properties say something of each', () => {
  const reached = new Set(
    fc.sample(worlds, { numRuns: 8_000, seed: 1 }).map((world) => decide(world).rule),
  );
  expect(rules.map(({ name }) => name).filter((name) => !reached.has(name))).toEqual([]);
});
