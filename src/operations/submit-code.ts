import { isRegistered } from '../onboarding/situation.js';
import type { Connection } from '../store/database.js';
import { pendingIntents } from '../store/intents.js';
import type { NumberView } from '../store/number-views.js';
import { owners, type Vault } from '../store/vault.js';
import type { Actor } from './actor.js';
import { ask } from './ask.js';
import { awaitIntent } from './await-intent.js';
import type { Answered } from './check-number.js';
import { awaitsProof } from './awaits-proof.js';
import { assertNotCoexistence } from './coexistence.js';
import type { Dependencies } from './dependencies.js';
import { assertNotLeaving, lockOwnNumber, ownNumber } from './owned-number.js';
import { Problem } from './problem.js';
import { refuseIntent } from './refuse-intent.js';

/** Meta voids a code after this many wrong ones; we stop there too. Source: facts/meta.md §1.6. */
const MOST_WRONG_TRIES = 5;
const MINUTE = 60_000;
/** How long Meta's answer to another code takes, about, ms. */
const TRY_AGAIN_AFTER = 5_000;

/**
 * Hands in the six digits that Meta sent, also after a request made in Meta's own UI, and waits for Meta's answer. One code at a time:
 * the same one again shares its answer, so that no more wrong codes reach Meta than are counted.
 * @throws Problem `code_wrong`, `code_expired`, `too_many_code_tries`, `not_awaiting_code`, `coexistence_protected`, `number_releasing`,
 * `number_not_live`, `token_invalid`, `not_found`, `insufficient_scope`
 */
export async function submitCode(
  actor: Actor,
  phoneNumberId: string,
  code: string,
  deps: Dependencies,
): Promise<Answered> {
  const intentId = await deps.db.transaction().execute(async (tx) => {
    const number = await lockOwnNumber(tx, actor, phoneNumberId, 'operate');
    assertNotLeaving(number);
    assertNotCoexistence(number);
    assertAwaitsCode(number);
    assertTriesLeft(number, deps.clock.now());
    const waiting = await codeUnderWay(tx, number, deps.vault);
    if (waiting?.code === code) return waiting.intentId;
    if (waiting !== undefined) throw oneAtATime(number);
    return ask(tx, actor, number, { kind: 'submit_code', secret: code }, deps);
  });
  const intent = await awaitIntent(intentId, deps);
  const number = await ownNumber(actor, phoneNumberId, deps);
  if (intent !== null) refuseIntent(intent, number);
  return { number, isAnswered: intent?.state === 'done' };
}

/** The code that is on its way to Meta; what became of it counts towards the tries only once Meta answered. */
async function codeUnderWay(
  tx: Connection,
  number: NumberView,
  vault: Vault,
): Promise<{ intentId: string; code: string | null } | undefined> {
  const pending = await pendingIntents(tx, number.id);
  const waiting = pending.find(({ kind }) => kind === 'submit_code');
  if (waiting === undefined) return undefined;
  const { id, encrypted_payload: sealed } = waiting;
  return { intentId: id, code: sealed && vault.decrypt(sealed, owners.intent(id)) };
}

const oneAtATime = ({ explanation }: NumberView): Problem =>
  new Problem(
    'too_many_code_tries',
    'Another code for this number is being checked; wait for its answer before you try the next.',
    { onboarding: explanation, retryAfterMs: TRY_AGAIN_AFTER },
  );

/** Not before we know that it is needless: what could not be read yet may still be unverified. */
function assertAwaitsCode(number: NumberView): void {
  const { node, explanation } = number;
  if (node === null || awaitsProof(number)) return;
  if (node.codeVerification === 'NOT_VERIFIED' && isRegistered(node) !== true) return;
  throw new Problem('not_awaiting_code', 'Meta asks for no code for this number now.', {
    onboarding: explanation,
  });
}

function assertTriesLeft({ memory: { code }, explanation }: NumberView, at: number): void {
  if (code === undefined || code.wrongTries < MOST_WRONG_TRIES) return;
  throw new Problem(
    'too_many_code_tries',
    `${code.wrongTries} wrong codes were entered since the last one was sent; ask for a new code.`,
    {
      onboarding: explanation,
      retryAfterMs: Math.max((code.cooldownUntil ?? 0) - at, MINUTE),
    },
  );
}
