import type { Selectable } from 'kysely';
import { ATTEMPT_LIMIT, AUTOMATIC_LIMIT, budget, READ_LAG } from '../onboarding/gate.js';
import type { RegisterPurpose } from '../onboarding/step.js';
import { notify } from '../store/append.js';
import type { Connection, Database } from '../store/database.js';
import { loadLedger } from '../store/ledger.js';
import { finishIntent } from '../store/record-turn.js';
import type { NumberRow, PhoneNumbersSeenTable } from '../store/tables.js';
import { owners, type Vault } from '../store/vault.js';
import { randomPin } from './pin.js';

export interface Reservation {
  readonly number: NumberRow;
  readonly kind: 'register' | 'deregister';
  readonly purpose: RegisterPurpose | null;
  /** Attempts that the decision saw; another number means that it was made on old facts. */
  readonly expectedAttempts: number;
  readonly consentId: string | null;
  readonly at: number;
}

/** Allowed, with the PIN to send, or why not. */
export type Reserved =
  | { readonly kind: 'reserved'; readonly attemptId: string; readonly pin: string }
  | { readonly kind: 'refused'; readonly why: string };

const refused = (why: string): Reserved => ({ kind: 'refused', why });

/**
 * The one ledger transaction: with the phone number's row locked, whoever owns it, nobody else can register it; the attempt and the PIN are
 * stored before Meta hears of either. Promises: never more than Meta's ten in 72 h, counted by id and by digits, across accounts and
 * releases. Source: facts/meta.md §1.7, §2.4.
 */
export async function reserveAttempt(
  db: Database,
  vault: Vault,
  reservation: Reservation,
): Promise<Reserved> {
  return db.transaction().execute(async (tx) => {
    const { number, kind, at } = reservation;
    const phone = await tx
      .selectFrom('phone_numbers_seen')
      .selectAll()
      .where('phone_number_id', '=', number.phone_number_id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    // Two ids of the same digits share Meta's window: their rows are locked together.
    if (phone.e164 !== null) await lockDigits(tx, phone.e164);

    const ledger = await loadLedger(tx, number.phone_number_id);
    const attempts = kind === 'register' ? ledger.registers : ledger.deregisters;
    const blockedUntil = kind === 'register' ? ledger.blockedUntil : ledger.deregisterBlockedUntil;
    const limit = reservation.consentId === null ? AUTOMATIC_LIMIT : ATTEMPT_LIMIT;
    const newest = attempts[0];

    if (newest?.outcome === 'unknown' && at - newest.startedAt < READ_LAG)
      return refused('the last attempt may still be under way');
    if (attempts.length !== reservation.expectedAttempts)
      return refused('another attempt was made meanwhile');
    if (blockedUntil !== null && at < blockedUntil) return refused('Meta blocks attempts');
    if (budget(attempts, at, limit).used >= limit) return refused('the attempts in 72 h are used');
    if (number.mode === 'coexistence')
      return refused('a coexistence number is never registered or deregistered');
    if (reservation.consentId !== null && !(await consume(tx, reservation.consentId, at))) {
      return refused('the consent was used or withdrawn');
    }

    const pin = kind === 'register' ? await ensurePin(tx, vault, phone, at) : '';
    const inserted = await tx
      .insertInto('registration_attempts')
      .values({
        phone_number_id: number.phone_number_id,
        e164: phone.e164,
        number_id: number.id,
        kind,
        purpose: reservation.purpose,
        actor: null,
        started_at: new Date(at),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await notify(tx, 'numbers', number.id);
    return { kind: 'reserved', attemptId: inserted.id, pin };
  });
}

const lockDigits = async (tx: Connection, e164: string): Promise<void> => {
  await tx
    .selectFrom('phone_numbers_seen')
    .select('phone_number_id')
    .where('e164', '=', e164)
    .orderBy('phone_number_id')
    .forUpdate()
    .execute();
};

/** A consent pays for one attempt: it is spent in the transaction that writes it. */
async function consume(tx: Connection, consentId: string, at: number): Promise<boolean> {
  const pending = await tx
    .selectFrom('intents')
    .select('id')
    .where('id', '=', consentId)
    .where('state', '=', 'pending')
    .forUpdate()
    .executeTakeFirst();
  if (pending === undefined) return false;
  await finishIntent(
    tx,
    { id: consentId, state: 'done', code: null, message: 'One registration attempt was made.' },
    at,
  );
  return true;
}

/** The PIN that every attempt uses until a person replaces it; made and stored here if there is none. */
async function ensurePin(
  tx: Connection,
  vault: Vault,
  phone: Selectable<PhoneNumbersSeenTable>,
  at: number,
): Promise<string> {
  const owner = owners.pin(phone.phone_number_id);
  if (phone.encrypted_pin !== null) return vault.decrypt(phone.encrypted_pin, owner);
  const pin = randomPin();
  await tx
    .updateTable('phone_numbers_seen')
    .set({
      encrypted_pin: vault.encrypt(pin, owner),
      pin_state: 'stored',
      pin_changed_at: new Date(at),
    })
    .where('phone_number_id', '=', phone.phone_number_id)
    .execute();
  return pin;
}
