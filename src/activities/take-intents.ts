import { createHash } from 'node:crypto';
import { ATTEMPT_LIMIT, AUTOMATIC_LIMIT, budget } from '../onboarding/gate.js';
import { reasons } from '../onboarding/reasons.js';
import { addIntent, pendingIntents } from '../store/intents.js';
import { loadLedger } from '../store/ledger.js';
import type { IntentRow, NumberRow } from '../store/tables.js';
import { RETRY_SIGNALLED } from '../workflows/names.js';
import type { Dependencies } from './dependencies.js';
import { applySuppliedPin } from './supplied-pin.js';

/** Which turn takes them, and what woke it. */
export interface Taking {
  readonly runStartedAt: number;
  readonly turnNo: number;
  readonly wokenBy: readonly string[];
  readonly at: number;
}

/** The wishes that wait; the signal `retry` becomes a row here, and a supplied PIN is put in place before anything is read. */
export async function takeIntents(
  deps: Pick<Dependencies, 'db' | 'vault'>,
  number: NumberRow,
  taking: Taking,
): Promise<IntentRow[]> {
  if (taking.wokenBy.includes(RETRY_SIGNALLED)) await consentBySignal(deps, number, taking);
  const intents = await pendingIntents(deps.db, number.id);
  for (const intent of intents.filter(({ kind }) => kind === 'set_pin')) {
    await applySuppliedPin(deps, number, intent, taking.at);
  }
  return intents;
}

/** Never one of the two reserved attempts: those want their count confirmed, which a signal cannot do. */
async function consentBySignal(
  { db }: Pick<Dependencies, 'db'>,
  number: NumberRow,
  taking: Taking,
): Promise<void> {
  const { registers } = await loadLedger(db, number.phone_number_id);
  const { used } = budget(registers, taking.at, ATTEMPT_LIMIT);
  if (!reasons[number.reason].retry || used >= AUTOMATIC_LIMIT) return;
  await addIntent(db, {
    // The same turn tried again makes no second consent.
    id: idOf(`${number.id}/${taking.runStartedAt}/${taking.turnNo}/retry`),
    numberId: number.id,
    kind: 'retry',
    payload: { last_attempt_id: registers[0]?.id ?? null, used },
    actor: 'Temporal',
    requestId: null,
    at: taking.at,
  });
}

/** A UUID that follows from a text. */
function idOf(text: string): string {
  const digest = createHash('sha256').update(text).digest('hex');
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    digest.slice(12, 16),
    digest.slice(16, 20),
    digest.slice(20, 32),
  ].join('-');
}
