import { instant } from '../onboarding/instant.js';
import { isRegistered } from '../onboarding/situation.js';
import { pendingIntents } from '../store/intents.js';
import type { NumberView } from '../store/number-views.js';
import type { Actor } from './actor.js';
import { ask } from './ask.js';
import { assertServable } from './assert-servable.js';
import { awaitsProof } from './awaits-proof.js';
import { assertNotCoexistence } from './coexistence.js';
import type { Dependencies } from './dependencies.js';
import { assertNotLeaving, lockOwnNumber, ownNumber } from './owned-number.js';
import { Problem } from './problem.js';

/**
 * Asks Meta to send the code that proves ownership. Asking again before that happened changes nothing.
 * @throws Problem `code_cooldown`, `already_verified`, `coexistence_protected`, `number_not_live`, `token_invalid`, `number_releasing`, `not_found`, `insufficient_scope`
 */
export async function requestCode(
  actor: Actor,
  phoneNumberId: string,
  payload: { method: 'SMS' | 'VOICE'; language: string },
  deps: Dependencies,
): Promise<NumberView> {
  await deps.db.transaction().execute(async (tx) => {
    const number = await lockOwnNumber(tx, actor, phoneNumberId, 'operate');
    assertNotLeaving(number);
    assertNotCoexistence(number);
    assertServable(number);
    assertNotVerified(number);
    assertNoCooldown(number, deps.clock.now());
    const pending = await pendingIntents(tx, number.id);
    if (pending.some(({ kind }) => kind === 'send_code')) return;
    await ask(tx, actor, number, { kind: 'send_code', payload }, deps);
  });
  return ownNumber(actor, phoneNumberId, deps);
}

/** A registered number has proved ownership; EXPIRED is its normal state. A number we could not read yet may need a code. */
function assertNotVerified(number: NumberView): void {
  const { node, explanation } = number;
  if (node === null || awaitsProof(number)) return;
  if (node.codeVerification !== 'VERIFIED' && isRegistered(node) !== true) return;
  throw new Problem('already_verified', 'Meta needs no code: this number is verified.', {
    onboarding: explanation,
  });
}

function assertNoCooldown({ memory: { code }, explanation }: NumberView, at: number): void {
  const until = code?.cooldownUntil ?? null;
  if (until === null || until <= at) return;
  throw new Problem(
    'code_cooldown',
    `Meta sends the next code ${instant(until)} at the earliest.`,
    {
      onboarding: explanation,
      retryAfterMs: until - at,
      refusal: code?.refusal ?? undefined,
      members: { next_request_at: new Date(until).toISOString() },
    },
  );
}
