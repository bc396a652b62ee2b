import { sql } from 'kysely';
import type { Memory } from '../onboarding/memory.js';
import type { Connection } from './database.js';
import type { NumberRow } from './tables.js';
import { requestWake } from './wakeups.js';

/** A number as webhooks find it. */
export interface WebhookNumber {
  readonly id: string;
  readonly phoneNumberId: string;
  readonly accountId: string;
  readonly wabaId: string;
  readonly lastWebhookAt: Date | null;
  /** When a message of its was last refused as from an unregistered number, ms. */
  readonly senderRejectedAt: number | null;
}

/** The numbers that somebody owns now, by phone number id. */
export async function numbersById(
  db: Connection,
  phoneNumberIds: readonly string[],
): Promise<WebhookNumber[]> {
  if (phoneNumberIds.length === 0) return [];
  const rows = await db
    .selectFrom('numbers')
    .select(['id', 'phone_number_id', 'account_id', 'waba_id', 'last_webhook_at'])
    .select(senderRejectedAt)
    .where('released_at', 'is', null)
    .where('phone_number_id', '=', sql<string>`any(${phoneNumberIds}::text[])`)
    .execute();
  return rows.map(toNumber);
}

/** A number as events of its WABA find it. */
export interface WabaNumber extends WebhookNumber {
  /** As Meta displays them; null where Meta was never read. */
  readonly digits: string | null;
  /** Meta let its account read the WABA: naming one is no proof of access to it. */
  readonly isProven: boolean;
}

/** The numbers under these WABAs that somebody owns now. */
export async function numbersOfWabas(
  db: Connection,
  wabaIds: readonly string[],
): Promise<WabaNumber[]> {
  if (wabaIds.length === 0) return [];
  const rows = await db
    .selectFrom('numbers')
    .select(['id', 'phone_number_id', 'account_id', 'waba_id', 'last_webhook_at'])
    .select(senderRejectedAt)
    .select(
      sql<string | null>`regexp_replace(node ->> 'displayPhoneNumber', '\\D', '', 'g')`.as(
        'digits',
      ),
    )
    .select(
      sql<boolean>`exists (
        select from wabas
        where wabas.account_id = numbers.account_id and wabas.waba_id = numbers.waba_id
          and (facts is not null or subscription is not null))`.as('is_proven'),
    )
    .where('released_at', 'is', null)
    .where('waba_id', '=', sql<string>`any(${wabaIds}::text[])`)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ ...toNumber(row), digits: row.digits, isProven: row.is_proven }));
}

const senderRejectedAt = sql<string | null>`memory ->> 'senderRejectedAt'`.as('sender_rejected_at');

const toNumber = (row: {
  id: string;
  phone_number_id: string;
  account_id: string;
  waba_id: string;
  last_webhook_at: Date | null;
  sender_rejected_at: string | null;
}): WebhookNumber => ({
  id: row.id,
  phoneNumberId: row.phone_number_id,
  accountId: row.account_id,
  wabaId: row.waba_id,
  lastWebhookAt: row.last_webhook_at,
  senderRejectedAt: row.sender_rejected_at === null ? null : Number(row.sender_rejected_at),
});

/** How exact `last_webhook_at` is, ms: a busy number's row is written once in this time. */
export const SEEN_WITHIN = 60_000;

/** Notes that something of Meta's came for these numbers, and wakes those that were silent. A row that somebody else works on is left to the next delivery. */
export async function noteWebhook(tx: Connection, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length === 0) return;
  const { rows } = await sql<{ phone_number_id: string; reason: string }>`
    update numbers set last_webhook_at = ${at}
    where id in (
      select id from numbers
      where id = any(${ids}::uuid[])
        and (last_webhook_at is null or last_webhook_at <= ${new Date(at.getTime() - SEEN_WITHIN)})
      for no key update skip locked
    )
    returning phone_number_id, reason`.execute(tx);
  for (const { phone_number_id: id, reason } of rows)
    if (reason === 'silent') await requestWake(tx, id, 'received', at.getTime());
}

/** What a number that an account event concerns remembers and says of itself. */
export type LockedNumber = Pick<
  NumberRow,
  | 'id'
  | 'account_id'
  | 'phone_number_id'
  | 'waba_id'
  | 'external_id'
  | 'mode'
  | 'memory'
  | 'explanation'
>;

/** Locks these numbers, in one order everywhere, and returns them by id. */
export async function lockNumbers(
  tx: Connection,
  ids: readonly string[],
): Promise<Map<string, LockedNumber>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('numbers')
    .select([
      'id',
      'account_id',
      'phone_number_id',
      'waba_id',
      'external_id',
      'mode',
      'memory',
      'explanation',
    ])
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** Keys to set in a number's memory, and one to forget; other keys stay as they are. */
export interface MemoryPatch {
  readonly numberId: string;
  readonly keys: Partial<Memory>;
  readonly forgets: keyof Memory | null;
}

/** Writes several memories at once; the caller holds the locks. */
export async function patchMemories(
  tx: Connection,
  patches: readonly MemoryPatch[],
): Promise<void> {
  if (patches.length === 0) return;
  await sql`
    update numbers set memory = (numbers.memory - coalesce(patch.forgets, '')) || patch.keys::jsonb
    from unnest(
      ${patches.map(({ numberId }) => numberId)}::uuid[],
      ${patches.map(({ keys }) => JSON.stringify(keys))}::text[],
      ${patches.map(({ forgets }) => forgets)}::text[]
    ) as patch (id, keys, forgets)
    where numbers.id = patch.id`.execute(tx);
}
