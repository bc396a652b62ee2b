import type { Attempt, Ledger } from '../onboarding/ledger.js';
import type { Connection } from './database.js';

/** More attempts than ever matter: Meta's window holds ten of a kind, ladders look at the newest in a row. */
const KEPT = 40;

/** The ledger of one phone number, by its id and by its digits, across accounts and releases. Attempts newest first. */
export async function loadLedger(db: Connection, phoneNumberId: string): Promise<Ledger> {
  const known = await db
    .selectFrom('phone_numbers_seen')
    .selectAll()
    .where('phone_number_id', '=', phoneNumberId)
    .executeTakeFirst();
  const e164 = known?.e164 ?? null;
  const blocks = await loadBlocks(db, phoneNumberId, e164);
  const attempts = (kind: 'register' | 'deregister'): Promise<Attempt[]> =>
    loadAttempts(db, kind, phoneNumberId, e164);
  return {
    registers: await attempts('register'),
    deregisters: await attempts('deregister'),
    blockedUntil: blocks?.register?.getTime() ?? null,
    deregisterBlockedUntil: blocks?.deregister?.getTime() ?? null,
    pin: {
      state: known?.pin_state ?? 'none',
      changedAt: known?.pin_changed_at?.getTime() ?? null,
      supplied: known?.pin_supplied ?? false,
      isReplacementOpen: (known?.encrypted_next_pin ?? null) !== null,
    },
  };
}

/** Meta blocks the number, not the id it has at the moment: the longest block of all ids of these digits holds. Source: facts/meta.md §1.7. */
const loadBlocks = (
  db: Connection,
  phoneNumberId: string,
  e164: string | null,
): Promise<{ register: Date | null; deregister: Date | null } | undefined> =>
  db
    .selectFrom('phone_numbers_seen')
    .select(({ fn }) => [
      fn.max('blocked_until').as('register'),
      fn.max('deregister_blocked_until').as('deregister'),
    ])
    .where((where) =>
      where.or([
        where('phone_number_id', '=', phoneNumberId),
        ...(e164 === null ? [] : [where('e164', '=', e164)]),
      ]),
    )
    .executeTakeFirst();

async function loadAttempts(
  db: Connection,
  kind: 'register' | 'deregister',
  phoneNumberId: string,
  e164: string | null,
): Promise<Attempt[]> {
  const rows = await db
    .selectFrom('registration_attempts')
    .select(['id', 'started_at', 'outcome', 'refusal', 'purpose'])
    .where('kind', '=', kind)
    .where((where) =>
      where.or([
        where('phone_number_id', '=', phoneNumberId),
        ...(e164 === null ? [] : [where('e164', '=', e164)]),
      ]),
    )
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(KEPT)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    startedAt: row.started_at.getTime(),
    outcome: row.outcome,
    refusal: row.refusal,
    purpose: row.purpose,
  }));
}
