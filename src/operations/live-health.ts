import type { FailureClass } from '../graph/failure-class.js';
import { BACKGROUND_SHARE } from '../onboarding/call-budget.js';
import type { Refusal } from '../onboarding/observation.js';
import { pendingIntents } from '../store/intents.js';
import { findInboxView, type NumberView } from '../store/number-views.js';
import { requireScope, type Actor } from './actor.js';
import { ask } from './ask.js';
import { awaitIntent } from './await-intent.js';
import type { Dependencies } from './dependencies.js';
import { lockOwnNumber } from './owned-number.js';
import { Problem } from './problem.js';

/** The number after a look, and Meta's definite no where the look ended with one. */
export interface LiveHealth {
  readonly number: NumberView;
  readonly refusal: Refusal | null;
}

/** A page is not kept waiting for longer than this, ms: what is stored is shown then. */
const PATIENCE = 5_000;
/** While Meta's call budget for the WABA is short, a look younger than this serves the next page too, ms. */
const FRESH = 30_000;
/** These pass by themselves, so what was read before them still tells more. */
const PASSING: ReadonlySet<FailureClass> = new Set(['throttled', 'transient', 'maintenance']);

/**
 * The number of an inbox as Meta shows it now, else as it was last seen: asks the controller for one look, which all who ask at the same
 * time share, and waits for it a few seconds. Reading is enough: nothing changes at Meta.
 * @throws Problem `insufficient_scope`, `not_found`
 */
export async function liveHealth(
  actor: Actor,
  inboxId: string,
  deps: Dependencies,
): Promise<LiveHealth> {
  requireScope(actor, 'read');
  const before = await numberOfInbox(actor, inboxId, deps);
  if (!isWorthALook(before, deps.clock.now())) return withRefusal(before);

  const intentId = await deps.db.transaction().execute(async (tx) => {
    const number = await lockOwnNumber(tx, actor, before.phone_number_id, 'read');
    const looks = (await pendingIntents(tx, number.id)).filter(({ kind }) => kind === 'check');
    return looks[0]?.id ?? ask(tx, actor, number, { kind: 'check' }, deps);
  });
  await awaitIntent(intentId, { ...deps, waitMs: Math.min(deps.waitMs, PATIENCE) });
  return withRefusal(await numberOfInbox(actor, inboxId, deps));
}

/** The number that holds this inbox of the actor's account; asks for no scope. @throws Problem `not_found` */
export async function numberOfInbox(
  actor: Actor,
  inboxId: string,
  { db }: Pick<Dependencies, 'db'>,
): Promise<NumberView> {
  const number = /^\d{1,18}$/.test(inboxId)
    ? await findInboxView(db, actor.accountId, inboxId)
    : undefined;
  if (number === undefined) throw new Problem('not_found', 'There is no such inbox.');
  return number;
}

/** When Meta was last asked about the number, successfully or not, ms; null = never. */
export function lastLookAt({
  node_read_at: readAt,
  node_error: error,
}: Pick<NumberView, 'node_read_at' | 'node_error'>): number | null {
  const at = Math.max(readAt?.getTime() ?? 0, error?.at ?? 0);
  return at === 0 ? null : at;
}

function isWorthALook(number: NumberView, at: number): boolean {
  const { paused, desired, stage, token_changed_at: tokenSince, waba_usage: usage } = number;
  if (paused !== null || desired === 'released' || stage === 'closed') return false;
  if ((usage ?? 0) < BACKGROUND_SHARE) return true;
  const lastLook = lastLookAt(number) ?? 0;
  return at - lastLook >= FRESH || lastLook < tokenSince.getTime();
}

function withRefusal(number: NumberView): LiveHealth {
  const refusal = number.node_error?.refusal ?? null;
  const isBridged = refusal !== null && number.node !== null && PASSING.has(refusal.class);
  return { number, refusal: isBridged ? null : refusal };
}
