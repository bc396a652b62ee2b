import type { Actor } from './actor.js';
import { ask, type Wish } from './ask.js';
import { awaitIntent } from './await-intent.js';
import type { Answered } from './check-number.js';
import { assertNotCoexistence } from './coexistence.js';
import type { Dependencies } from './dependencies.js';
import { assertNotLeaving, lockOwnNumber, ownNumber } from './owned-number.js';
import { refuseIntent } from './refuse-intent.js';

/** "The PIN is …": stored and used from the next attempt on, without a call. @throws Problem `not_found`, `number_releasing`, `insufficient_scope` */
export const setPin = (actor: Actor, phoneNumberId: string, pin: string, deps: Dependencies) =>
  changePin(actor, phoneNumberId, { kind: 'set_pin', secret: pin }, deps);

/** Sets a new PIN at Meta, one that we make. @throws Problem as {@link setPin}, and `coexistence_protected`, `number_not_live`, `token_invalid` */
export const replacePin = (actor: Actor, phoneNumberId: string, deps: Dependencies) =>
  changePin(actor, phoneNumberId, { kind: 'replace_pin' }, deps);

async function changePin(
  actor: Actor,
  phoneNumberId: string,
  wish: Wish,
  deps: Dependencies,
): Promise<Answered> {
  const intentId = await deps.db.transaction().execute(async (tx) => {
    const number = await lockOwnNumber(tx, actor, phoneNumberId, 'operate');
    assertNotLeaving(number);
    if (wish.kind === 'replace_pin') assertNotCoexistence(number);
    return ask(tx, actor, number, wish, deps);
  });
  const intent = await awaitIntent(intentId, deps);
  const number = await ownNumber(actor, phoneNumberId, deps);
  if (intent !== null) refuseIntent(intent, number);
  return { number, isAnswered: intent?.state === 'done' };
}
