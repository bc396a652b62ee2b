import { describe, expect, test } from 'vitest';
import type { FailureClass } from '../../src/graph/failure-class.js';
import { HOUR } from '../../src/onboarding/duration.js';
import type { Memory } from '../../src/onboarding/memory.js';
import { inARow, spentBy, unspentRefusal, type Spender } from '../../src/onboarding/refusals.js';
import { accepted, AT, codeSent, lost, makeWorld, refused, type Parts } from './world.js';

/** Every fact that spends a refusal, so long after it (negative: before it). */
const facts = (afterMs: number): Record<Spender | 'code' | 'said verified', Parts> => {
  const at = AT - HOUR + afterMs;
  const memory = (more: Memory): Parts => ({ memory: more });
  return {
    code_verified: memory({ codeVerifiedAt: at }),
    code: memory({ code: codeSent(HOUR, { verifiedAt: at }) }),
    'said verified': memory({ code: codeSent(HOUR, { alreadyVerifiedAt: at }) }),
    signed_up_again: { number: { signedUpAt: at } },
    pin_changed: { pin: { changedAt: at } },
    security_event: memory({ securityEventAt: at }),
    name_decided: memory({ name: { status: 'APPROVED', changedAt: at } }),
    token_replaced: memory({ tokenReplacedAt: at }),
    permission_granted: memory({ scopes: { list: 'whatsapp_business_messaging', changedAt: at } }),
  };
};

/** Which facts spend a refusal of this class. */
function spenders(failure: FailureClass, afterMs: number): string[] {
  const attempt = refused(failure, HOUR);
  return Object.entries(facts(afterMs)).flatMap(([name, parts]) =>
    spentBy(attempt, makeWorld(parts)) === null ? [] : [name],
  );
}

const PIN = ['pin_changed', 'security_event'];
const CODE = ['code_verified', 'code', 'said verified', 'signed_up_again'];

describe('a refusal is spent by a newer relevant fact, and by no other', () => {
  test.each<[FailureClass, string[]]>([
    ['verification_needed', CODE],
    ['ownership_unconfirmed', CODE],
    ['pin_mismatch', PIN],
    ['two_step_on', PIN],
    ['pin_invalid', PIN],
    ['account_locked', PIN],
    ['name_not_ready', ['name_decided']],
    ['permission', ['token_replaced', 'permission_granted']],
    ['token', ['token_replaced']],
    ['terms_not_accepted', ['token_replaced']],
    ['not_visible', ['token_replaced']],
    ['pin_guess_lock', []],
    ['pin_guess_fast', []],
    ['attempts_locked', []],
    ['deletion_settling', []],
    ['number_in_use', []],
    ['migration_blocked', []],
    ['incomplete_deregistration', []],
    ['transient', []],
    ['throttled', []],
    ['coexistence', []],
    ['unknown', []],
  ])('%s: %j', (failure, expected) => {
    expect(spenders(failure, 1)).toEqual(expected);
    expect(spenders(failure, 0)).toEqual([]);
    expect(spenders(failure, -1)).toEqual([]);
  });
});

test('only a refusal can be spent', () => {
  const world = makeWorld({ ...facts(1).code_verified });
  expect(spentBy(accepted(HOUR), world)).toBeNull();
  expect(spentBy(lost(HOUR), world)).toBeNull();
});

test('the unspent refusal is that of the newest attempt, or none', () => {
  const of = (parts: Parts) => unspentRefusal(makeWorld(parts))?.refusal.class ?? null;
  expect(of({})).toBeNull();
  expect(of({ registers: [refused('pin_mismatch', HOUR)] })).toBe('pin_mismatch');
  expect(of({ registers: [lost(1), refused('pin_mismatch', HOUR)] })).toBeNull();
  expect(of({ registers: [accepted(1), refused('pin_mismatch', HOUR)] })).toBeNull();
  expect(of({ registers: [refused('transient', 1), refused('pin_mismatch', HOUR)] })).toBe(
    'transient',
  );
  expect(of({ registers: [refused('pin_mismatch', HOUR)], pin: { changedAt: AT } })).toBeNull();
});

test('inARow counts the newest only', () => {
  const attempts = [
    refused('transient', 1),
    refused('transient', 2),
    lost(3),
    refused('transient', 4),
  ];
  expect(inARow(attempts, ({ outcome }) => outcome === 'refused')).toBe(2);
  expect(inARow(attempts, () => true)).toBe(4);
  expect(inARow([], () => true)).toBe(0);
});
