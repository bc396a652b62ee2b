import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Connection } from './database.js';
import type { IntentKind, IntentRow } from './tables.js';

/** What a person or program wants of a number, oldest first, as long as it is not answered. */
export const pendingIntents = (db: Connection, numberId: string): Promise<IntentRow[]> =>
  db
    .selectFrom('intents')
    .selectAll()
    .where('number_id', '=', numberId)
    .where('state', '=', 'pending')
    .orderBy('created_at')
    .orderBy('id')
    .execute();

/** A wish to be stored; `encryptedPayload` must be made for `owners.intent(id)`. */
export interface NewIntent {
  readonly id?: string;
  readonly numberId: string;
  readonly kind: IntentKind;
  readonly payload?: Record<string, unknown>;
  readonly encryptedPayload?: string;
  readonly actor: string;
  readonly requestId: string | null;
  readonly at: number;
}

/** Stores a wish in the caller's transaction and returns its id; one that is stored already stays as it is. */
export async function addIntent(db: Connection, intent: NewIntent): Promise<string> {
  const id = intent.id ?? randomUUID();
  await db
    .insertInto('intents')
    .values({
      id,
      number_id: intent.numberId,
      kind: intent.kind,
      payload: JSON.stringify(intent.payload ?? {}),
      encrypted_payload: intent.encryptedPayload ?? null,
      actor: intent.actor,
      request_id: intent.requestId,
      created_at: new Date(intent.at),
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  return id;
}

/**
 * Marks that an intent is handed to Meta now. False when it was before: then the call may have been made by a worker that died, and must
 * not be made again (a code is used up, a phone rings twice).
 */
export async function handOver(db: Connection, intentId: string): Promise<boolean> {
  const marked = await db
    .updateTable('intents')
    .set({ payload: sql<string>`payload || '{"handed_over": true}'::jsonb` })
    .where('id', '=', intentId)
    .where('state', '=', 'pending')
    .where(sql<boolean>`not payload ? 'handed_over'`)
    .executeTakeFirst();
  return marked.numUpdatedRows > 0n;
}
