import { ATTEMPT_LIMIT, AUTOMATIC_LIMIT, budget } from '../onboarding/gate.js';
import { instant } from '../onboarding/instant.js';
import type { Ledger } from '../onboarding/ledger.js';
import { reasons } from '../onboarding/reasons.js';
import { CONSENT_LIFETIME } from '../onboarding/rules/consent.js';
import { pendingIntents } from '../store/intents.js';
import type { Connection } from '../store/database.js';
import { loadLedger } from '../store/ledger.js';
import type { NumberView } from '../store/number-views.js';
import type { Actor } from './actor.js';
import { ask } from './ask.js';
import type { Dependencies } from './dependencies.js';
import { assertNotLeaving, lockOwnNumber, ownNumber } from './owned-number.js';
import { Problem } from './problem.js';

/**
 * A person consents to one registration attempt, knowing how many are left. Pressing twice is one consent.
 * @throws Problem `retry_not_allowed`, `confirmation_required`, `number_releasing`, `not_found`, `insufficient_scope`
 */
export async function retryNumber(
  actor: Actor,
  phoneNumberId: string,
  { confirmAttemptsLeft }: { confirmAttemptsLeft: number | undefined },
  deps: Dependencies,
): Promise<NumberView> {
  await deps.db.transaction().execute(async (tx) => {
    const number = await lockOwnNumber(tx, actor, phoneNumberId, 'operate');
    assertNotLeaving(number);
    const ledger = await loadLedger(tx, phoneNumberId);
    const at = deps.clock.now();
    const used = assertRetryAllowed(number, ledger, at);
    assertConfirmed(number, ATTEMPT_LIMIT - used, confirmAttemptsLeft);

    const lastAttemptId = ledger.registers[0]?.id ?? null;
    if (await isConsentedAlready(tx, number, lastAttemptId, at)) return;
    const payload = { last_attempt_id: lastAttemptId, used };
    await ask(tx, actor, number, { kind: 'retry', payload }, deps);
  });
  return ownNumber(actor, phoneNumberId, deps);
}

/** The attempts used in the window. @throws Problem `retry_not_allowed` with the reason why not */
function assertRetryAllowed(
  number: NumberView,
  { registers, blockedUntil }: Ledger,
  at: number,
): number {
  const refuse = (detail: string): Problem =>
    new Problem('retry_not_allowed', detail, { onboarding: number.explanation });
  if (number.paused !== null)
    throw refuse(`${number.paused.actor} paused onboarding of this number; resume it first.`);
  if (!reasons[number.reason].retry)
    throw refuse(`Registering does not help now: ${number.explanation.explanation}`);
  if (blockedUntil !== null && at < blockedUntil)
    throw refuse(`Meta blocks registration until ${instant(blockedUntil)}.`);
  const { used, nextSlotAt } = budget(registers, at, ATTEMPT_LIMIT);
  if (used >= ATTEMPT_LIMIT)
    throw refuse(
      `Meta's ${ATTEMPT_LIMIT} registration attempts in 72 hours are used; the next is free ${instant(nextSlotAt ?? at)}.`,
    );
  return used;
}

/** The last attempts are given away only to someone who knows that they are the last. */
function assertConfirmed(number: NumberView, left: number, confirmed: number | undefined): void {
  if (left > ATTEMPT_LIMIT - AUTOMATIC_LIMIT || confirmed === left) return;
  throw new Problem(
    'confirmation_required',
    `Only ${left} of ${ATTEMPT_LIMIT} attempts are left; repeat with {"confirm_attempts_left": ${left}}.`,
    { onboarding: number.explanation, members: { attempts_left: left } },
  );
}

async function isConsentedAlready(
  tx: Connection,
  number: NumberView,
  lastAttemptId: string | null,
  at: number,
): Promise<boolean> {
  const pending = await pendingIntents(tx, number.id);
  return pending.some(
    ({ kind, payload, created_at }) =>
      kind === 'retry' &&
      payload['last_attempt_id'] === lastAttemptId &&
      at - created_at.getTime() < CONSENT_LIFETIME,
  );
}
