import { pendingIntents } from '../store/intents.js';
import type { NumberView } from '../store/number-views.js';
import type { IntentKind } from '../store/tables.js';
import type { Actor } from './actor.js';
import { ask } from './ask.js';
import { awaitIntent } from './await-intent.js';
import type { Dependencies } from './dependencies.js';
import { assertNotLeaving, lockOwnNumber, ownNumber } from './owned-number.js';
import { refuseIntent } from './refuse-intent.js';

/** The number after a wish that carries nothing; `isAnswered` is false when nobody got to it in time. */
export interface Answered {
  readonly number: NumberView;
  readonly isAnswered: boolean;
}

/** Look at the number now. Spends no attempt. @throws Problem `not_found`, `number_releasing`, `insufficient_scope` */
export const checkNumber = (actor: Actor, phoneNumberId: string, deps: Dependencies) =>
  askOnce(actor, phoneNumberId, 'check', deps);

/** Subscribe and set the callback now, with read-back. @throws Problem as {@link checkNumber}, and `token_invalid`, `number_not_live` */
export const repairWebhooks = (actor: Actor, phoneNumberId: string, deps: Dependencies) =>
  askOnce(actor, phoneNumberId, 'repair_webhooks', deps);

/** Several who want the same at the same time share one intent and its answer. */
async function askOnce(
  actor: Actor,
  phoneNumberId: string,
  kind: IntentKind & ('check' | 'repair_webhooks'),
  deps: Dependencies,
): Promise<Answered> {
  const intentId = await deps.db.transaction().execute(async (tx) => {
    const number = await lockOwnNumber(tx, actor, phoneNumberId, 'operate');
    assertNotLeaving(number);
    const pending = (await pendingIntents(tx, number.id)).find((intent) => intent.kind === kind);
    return pending?.id ?? ask(tx, actor, number, { kind }, deps);
  });
  const intent = await awaitIntent(intentId, deps);
  const number = await ownNumber(actor, phoneNumberId, deps);
  // A look is an answer whatever it showed.
  if (intent !== null && kind === 'repair_webhooks') refuseIntent(intent, number);
  return { number, isAnswered: intent !== null };
}
