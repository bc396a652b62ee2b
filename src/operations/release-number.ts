import { appendTimeline } from '../store/append.js';
import type { Connection } from '../store/database.js';
import type { NumberView } from '../store/number-views.js';
import { authorOf, type Actor } from './actor.js';
import { ask } from './ask.js';
import { assertNotCoexistence } from './coexistence.js';
import type { Dependencies } from './dependencies.js';
import { lockOwnNumber, ownNumber } from './owned-number.js';

/** What is undone at Meta beside our override of the callback. */
export interface ReleaseOptions {
  readonly deregister: boolean;
  readonly unsubscribe: boolean;
}

/** Lets the number go. Repeating it is harmless; other options take effect while it is not finished. @throws Problem `coexistence_protected`, `not_found`, `insufficient_scope` */
export async function releaseNumber(
  actor: Actor,
  phoneNumberId: string,
  { deregister, unsubscribe }: ReleaseOptions,
  deps: Dependencies,
): Promise<NumberView> {
  await deps.db.transaction().execute(async (tx) => {
    const number = await lockOwnNumber(tx, actor, phoneNumberId, 'admin');
    if (deregister) assertNotCoexistence(number);
    await releaseWithin(tx, actor, number, { deregister, unsubscribe }, deps);
  });
  return ownNumber(actor, phoneNumberId, deps);
}

/** Asks for the release of a locked number, in the caller's transaction; a closed one, or one on its way out so already, stays as it is. */
export async function releaseWithin(
  tx: Connection,
  actor: Actor,
  number: NumberView,
  { deregister, unsubscribe }: ReleaseOptions,
  { clock, vault }: Pick<Dependencies, 'clock' | 'vault'>,
): Promise<void> {
  if (number.stage === 'closed' || isSame(number, { deregister, unsubscribe })) return;
  const at = clock.now();
  const release = { deregister, unsubscribe, actor: actor.name, at };
  await tx
    .updateTable('numbers')
    .set({ desired: 'released', release: JSON.stringify(release), updated_at: new Date(at) })
    .where('id', '=', number.id)
    .execute();
  await appendTimeline(tx, [
    {
      numberId: number.id,
      at,
      kind: 'release_requested',
      sentence: `${actor.name} asked to release this number.`,
      facts: { deregister, unsubscribe },
      author: authorOf(actor),
    },
  ]);
  const payload = { deregister, unsubscribe };
  await ask(tx, actor, number, { kind: 'release', payload }, { clock, vault });
}

const isSame = ({ desired, release }: NumberView, options: ReleaseOptions): boolean =>
  desired === 'released' &&
  release?.deregister === options.deregister &&
  release.unsubscribe === options.unsubscribe;
