import type { Updateable } from 'kysely';
import { appendTimeline } from '../store/append.js';
import type { NumberView } from '../store/number-views.js';
import type { NumbersTable } from '../store/tables.js';
import { requestWake } from '../store/wakeups.js';
import { authorOf, type Actor } from './actor.js';
import { ask, audit } from './ask.js';
import { assertCallbackUrl } from './callback-url.js';
import type { Dependencies } from './dependencies.js';
import { assertNotLeaving, lockOwnNumber, ownNumber } from './owned-number.js';

/** What may be changed of a number; what is left out stays. */
export interface NumberChanges {
  readonly callbackUrl?: string | null | undefined;
  readonly pinPolicy?: 'replace' | 'ask' | undefined;
  readonly reregisterPolicy?: 'ask' | 'auto' | undefined;
  readonly externalId?: string | null | undefined;
  readonly metadata?: Record<string, unknown> | undefined;
  readonly paused?: boolean | undefined;
}

/** Changes wishes about a number; the next turn sees them. @throws Problem `url_not_allowed`, `number_releasing`, `not_found`, `insufficient_scope` */
export async function changeNumber(
  actor: Actor,
  phoneNumberId: string,
  changes: NumberChanges,
  deps: Dependencies,
): Promise<NumberView> {
  if (typeof changes.callbackUrl === 'string')
    assertCallbackUrl(changes.callbackUrl, deps.allowInsecureUrls);

  await deps.db.transaction().execute(async (tx) => {
    const number = await lockOwnNumber(tx, actor, phoneNumberId, 'admin');
    assertNotLeaving(number);
    const at = deps.clock.now();
    const columns = columnsOf(changes, number, actor, at);
    const changed = Object.keys(columns);
    if (changed.length === 0) return;
    await tx
      .updateTable('numbers')
      .set({ ...columns, updated_at: new Date(at) })
      .where('id', '=', number.id)
      .execute();

    const settings = changed.filter((column) => column !== 'paused');
    if (settings.length > 0) {
      await audit(tx, actor, 'number.change_settings', number, at, { changed: settings });
      await requestWake(tx, phoneNumberId, 'change_settings', at);
    }
    if (!changed.includes('paused')) return;
    const kind = changes.paused === true ? 'pause' : 'resume';
    await ask(tx, actor, number, { kind }, deps);
    await appendTimeline(tx, [
      {
        numberId: number.id,
        at,
        kind: `${kind}d`,
        sentence: `${actor.name} ${kind}d onboarding.`,
        author: authorOf(actor),
      },
    ]);
  });
  return ownNumber(actor, phoneNumberId, deps);
}

/** Only the columns that really change. */
function columnsOf(
  changes: NumberChanges,
  number: NumberView,
  actor: Actor,
  at: number,
): Updateable<NumbersTable> {
  const { callbackUrl, pinPolicy, reregisterPolicy, externalId, metadata, paused } = changes;
  return {
    ...(callbackUrl === undefined || callbackUrl === number.wanted_callback
      ? {}
      : { wanted_callback: callbackUrl }),
    ...(pinPolicy === undefined || pinPolicy === number.pin_policy
      ? {}
      : { pin_policy: pinPolicy }),
    ...(reregisterPolicy === undefined || reregisterPolicy === number.reregister_policy
      ? {}
      : { reregister_policy: reregisterPolicy }),
    ...(externalId === undefined || externalId === number.external_id
      ? {}
      : { external_id: externalId }),
    ...(metadata === undefined ? {} : { metadata: JSON.stringify(metadata) }),
    ...(paused === undefined || paused === (number.paused !== null)
      ? {}
      : { paused: paused ? JSON.stringify({ actor: actor.name, at }) : null }),
  };
}
