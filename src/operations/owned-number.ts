import type { Connection } from '../store/database.js';
import { findNumberView, lockNumberView, type NumberView } from '../store/number-views.js';
import type { Scope } from '../store/tables.js';
import { requireScope, type Actor } from './actor.js';
import type { Dependencies } from './dependencies.js';
import { Problem } from './problem.js';

const orNotFound = (number: NumberView | undefined, id: string): NumberView => {
  if (number === undefined) throw new Problem('not_found', `There is no number ${id}.`);
  return number;
};

/** The number as the actor may read it. @throws Problem `insufficient_scope`, `not_found` (also for another account's) */
export async function readNumber(
  actor: Actor,
  phoneNumberId: string,
  { db }: Pick<Dependencies, 'db'>,
): Promise<NumberView> {
  requireScope(actor, 'read');
  return orNotFound(await findNumberView(db, actor.readsAccountId, phoneNumberId), phoneNumberId);
}

/** The number as it is after an operation of its own account; asks for no further scope. @throws Problem `not_found` */
export async function ownNumber(
  actor: Actor,
  phoneNumberId: string,
  { db }: Pick<Dependencies, 'db'>,
): Promise<NumberView> {
  return orNotFound(await findNumberView(db, actor.accountId, phoneNumberId), phoneNumberId);
}

/** The number to be changed, locked until the caller's transaction ends. @throws Problem `insufficient_scope`, `not_found` */
export async function lockOwnNumber(
  tx: Connection,
  actor: Actor,
  phoneNumberId: string,
  scope: Scope,
): Promise<NumberView> {
  requireScope(actor, scope);
  return orNotFound(await lockNumberView(tx, actor.accountId, phoneNumberId), phoneNumberId);
}

/** Refuses to touch a number that is on its way out, or already is. @throws Problem `number_releasing` */
export function assertNotLeaving({ stage, desired, explanation }: NumberView): void {
  if (stage !== 'closed' && desired !== 'released') return;
  throw new Problem(
    'number_releasing',
    stage === 'closed'
      ? 'This number is closed; add it again to connect it.'
      : 'This number is being released; nothing else is done.',
    { onboarding: explanation },
  );
}
