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
  const attempts = (kind: 'register' | 'deregister'): Promise<Attempt[]> =>
    loadAttempts(db, kind, phoneNumberId, known?.e164 ?? null);
  return {
    registers: await attempts('register'),
    deregisters: await attempts('deregister'),
    blockedUntil: known?.blocked_until?.getTime() ?? null,
    deregisterBlockedUntil: known?.deregister_blocked_until?.getTime() ?? null,
    pin: {
      state: known?.pin_state ?? 'none',
      changedAt: known?.pin_changed_at?.getTime() ?? null,
      supplied: known?.pin_supplied ?? false,
      isReplacementOpen: (known?.encrypted_next_pin ?? null) !== null,
    },
  };
}

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
