import { READ_LAG } from '../onboarding/gate.js';
import type { NumberView } from '../store/number-views.js';
import type { Actor } from './actor.js';
import { ask } from './ask.js';
import { assertServable } from './assert-servable.js';
import { assertNotCoexistence } from './coexistence.js';
import type { Dependencies } from './dependencies.js';
import { assertNotLeaving, lockOwnNumber, ownNumber } from './owned-number.js';
import { Problem } from './problem.js';

/**
 * Starts a rename: Meta reviews the name, and the number is registered again by itself once it is approved.
 * @throws Problem `rename_in_progress`, `coexistence_protected`, `number_not_live`, `token_invalid`, `number_releasing`, `not_found`, `insufficient_scope`
 */
export async function renameNumber(
  actor: Actor,
  phoneNumberId: string,
  newDisplayName: string,
  deps: Dependencies,
): Promise<NumberView> {
  await deps.db.transaction().execute(async (tx) => {
    const number = await lockOwnNumber(tx, actor, phoneNumberId, 'operate');
    assertNotLeaving(number);
    assertNotCoexistence(number);
    assertServable(number);
    const asked = await tx
      .selectFrom('intents')
      .select('id')
      .where('number_id', '=', number.id)
      .where('kind', '=', 'rename')
      .where('state', '=', 'pending')
      .executeTakeFirst();
    if (asked !== undefined || isUnderWay(number, deps.clock.now())) {
      const name = number.node?.newDisplayName;
      throw new Problem(
        'rename_in_progress',
        `Meta is still reviewing ${name ? `the name "${name}"` : 'a new name'}; wait for its decision.`,
        { onboarding: number.explanation },
      );
    }
    await ask(
      tx,
      actor,
      number,
      { kind: 'rename', payload: { new_display_name: newDisplayName } },
      deps,
    );
  });
  return ownNumber(actor, phoneNumberId, deps);
}

/** In review as Meta shows it; or Meta was asked just now, and a look may not show it yet. What was decided since is over. */
function isUnderWay({ node, memory: { rename, name } }: NumberView, at: number): boolean {
  if (node?.newNameStatus === 'PENDING_REVIEW') return true;
  if (rename === undefined || rename.outcome === 'refused') return false;
  const isDecided = name !== undefined && name.changedAt > rename.lastAt;
  return !isDecided && at < rename.lastAt + READ_LAG;
}
