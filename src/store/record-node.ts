import { isDeepStrictEqual } from 'node:util';
import { healthEdges } from '../onboarding/health-edges.js';
import type { PhoneNode } from '../onboarding/normalise.js';
import type { Cause } from '../onboarding/memory.js';
import { appendEvents, appendTimeline } from './append.js';
import type { Connection } from './database.js';
import { numberEvent, type EventSubject } from './number-event.js';

/**
 * Stores what Meta showed of a number, tells on what changed, and keeps a snapshot of every change; once, whoever looks. Returns false, and
 * stores nothing, when a newer look is stored already. `readAt`: when Meta was asked, ms.
 */
export async function recordNode(
  tx: Connection,
  number: EventSubject,
  { node, readAt }: { readonly node: PhoneNode; readonly readAt: number },
  cause: Cause,
): Promise<boolean> {
  const known = await tx
    .selectFrom('numbers')
    .select(['node', 'node_read_at'])
    .where('id', '=', number.id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  if (known.node_read_at !== null && known.node_read_at.getTime() > readAt) return false;

  const at = new Date(readAt);
  await tx
    .updateTable('numbers')
    .set({ node: JSON.stringify(node), node_read_at: at, node_error: null })
    .where('id', '=', number.id)
    .execute();
  if (isDeepStrictEqual(node, known.node)) return true;
  await tx
    .insertInto('health_snapshots')
    .values({ number_id: number.id, taken_at: at, fields: JSON.stringify(node) })
    .execute();
  await keepDigits(tx, number.phone_number_id, node);
  await tellOfChanges(tx, number, { before: known.node, node, readAt, cause });
  return true;
}

/** The digits by which the ledger is found again under another id. */
async function keepDigits(tx: Connection, phoneNumberId: string, node: PhoneNode): Promise<void> {
  const digits = node.displayPhoneNumber?.replace(/\D/g, '') ?? '';
  if (digits === '') return;
  await tx
    .updateTable('phone_numbers_seen')
    .set({ e164: `+${digits}` })
    .where('phone_number_id', '=', phoneNumberId)
    .execute();
}

async function tellOfChanges(
  tx: Connection,
  number: EventSubject,
  {
    before,
    node,
    readAt,
    cause,
  }: { before: PhoneNode | null; node: PhoneNode; readAt: number; cause: Cause },
): Promise<void> {
  const changes = healthEdges(before, node).map(({ sentence, ...facts }) => ({
    kind: 'health_changed',
    sentence,
    facts,
  }));
  await appendTimeline(
    tx,
    changes.map((change) => ({ numberId: number.id, at: readAt, ...change })),
  );
  await appendEvents(
    tx,
    changes.map((change) =>
      numberEvent(number, 'number.health_changed', { at: readAt, cause, change }),
    ),
  );
}
