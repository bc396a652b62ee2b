import { sql } from 'kysely';
import { toRefusal } from '../graph/refusal.js';
import { HOUR } from '../onboarding/duration.js';
import type { Connection } from '../store/database.js';
import type { NumberView } from '../store/number-views.js';
import type { AppData } from '../store/tables.js';
import { owners } from '../store/vault.js';
import type { Actor } from './actor.js';
import { audit } from './ask.js';
import { assertServable } from './assert-servable.js';
import { isCoexistence } from './coexistence.js';
import { callerOf, type SignupPorts } from './embedded-signup/ports.js';
import { assertNotLeaving, lockOwnNumber, ownNumber } from './owned-number.js';
import { Problem } from './problem.js';

/** The WhatsApp Business app hands over its contacts and history within this time of the sign-up. Source: facts/meta.md §1.16. */
const WITHIN = 24 * HOUR;
const SYNC_TYPES = { contacts: 'smb_app_state_sync', history: 'history' } as const;

/** Until when it can be asked for, ms; null where nobody knows, or it never can. */
export const appDataDeadline = (
  number: Pick<NumberView, 'mode' | 'node' | 'coexistence_expected' | 'signed_up_at'>,
): number | null =>
  number.signed_up_at !== null && mayBeOnApp(number)
    ? number.signed_up_at.getTime() + WITHIN
    : null;

/**
 * Asks the WhatsApp Business app for its contacts and its history, once each; what comes arrives as webhooks. What was asked for already is
 * passed over; a request whose answer was lost may be made again, since Meta refuses a second one.
 * @throws Problem `app_data_sync_unavailable`, `number_not_live`, `token_invalid`, `number_releasing`, `not_found`, `insufficient_scope`
 */
export async function syncAppData(
  actor: Actor,
  phoneNumberId: string,
  kinds: readonly AppData[],
  deps: SignupPorts,
): Promise<NumberView> {
  for (const kind of kinds) {
    const begun = await begin(actor, phoneNumberId, kind, deps);
    if (begun === null) continue;
    const at = deps.clock.now();
    const caller = callerOf(begun.token, at);
    const outcome = await deps.meta.graph.syncAppData(caller, phoneNumberId, SYNC_TYPES[kind]);
    switch (outcome.kind) {
      case 'accepted':
        await note(deps.db, begun.numberId, { [kind]: { at, state: 'requested' } });
        break;
      case 'unknown':
        break;
      case 'refused': {
        await forget(deps.db, begun.numberId, kind);
        throw new Problem('app_data_sync_unavailable', `Meta does not hand over the ${kind}.`, {
          refusal: toRefusal(outcome.error),
        });
      }
    }
  }
  return ownNumber(actor, phoneNumberId, deps);
}

/** Writes down that it is asked for now, before it is; null where it was. */
function begin(
  actor: Actor,
  phoneNumberId: string,
  kind: AppData,
  { db, clock, vault }: SignupPorts,
): Promise<{ numberId: string; token: string } | null> {
  return db.transaction().execute(async (tx) => {
    const number = await lockOwnNumber(tx, actor, phoneNumberId, 'operate');
    assertNotLeaving(number);
    const at = clock.now();
    assertCanAsk(number, at);
    assertServable(number);
    if (number.app_data_sync?.[kind]?.state === 'requested') return null;
    await note(tx, number.id, { [kind]: { at, state: 'unknown' } });
    await audit(tx, actor, 'number.sync_app_data', number, at, { kind });
    const { id, encrypted_token: encrypted } = await tx
      .selectFrom('wabas')
      .innerJoin('tokens', 'tokens.id', 'wabas.token_id')
      .select(['tokens.id', 'tokens.encrypted_token'])
      .where('wabas.account_id', '=', number.account_id)
      .where('wabas.waba_id', '=', number.waba_id)
      .executeTakeFirstOrThrow();
    return { numberId: number.id, token: vault.decrypt(encrypted, owners.token(id)) };
  });
}

function assertCanAsk(number: NumberView, at: number): void {
  const refuse = (detail: string): Problem =>
    new Problem('app_data_sync_unavailable', detail, { onboarding: number.explanation });
  if (!mayBeOnApp(number)) throw refuse('This number does not live in the WhatsApp Business app.');
  const deadline = appDataDeadline(number);
  if (deadline !== null && at >= deadline)
    throw refuse(
      `That was possible until ${new Date(deadline).toISOString()}, 24 hours after the sign-up.`,
    );
}

const mayBeOnApp = (number: Pick<NumberView, 'mode' | 'node' | 'coexistence_expected'>): boolean =>
  isCoexistence(number) || (number.coexistence_expected && number.node?.isOnBizApp !== false);

const note = (db: Connection, id: string, asked: NonNullable<NumberView['app_data_sync']>) =>
  db
    .updateTable('numbers')
    .set({
      app_data_sync: sql<string>`coalesce(app_data_sync, '{}'::jsonb) || ${JSON.stringify(asked)}::jsonb`,
    })
    .where('id', '=', id)
    .execute();

const forget = (db: Connection, id: string, kind: AppData) =>
  db
    .updateTable('numbers')
    .set({ app_data_sync: sql<string>`app_data_sync - ${kind}` })
    .where('id', '=', id)
    .execute();
