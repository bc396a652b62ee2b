import { sql } from 'kysely';
import { ATTEMPT_WINDOW } from '../onboarding/gate.js';
import type { WriteOutcome } from '../graph/outcome.js';
import { appendEvents, appendTimeline } from '../store/append.js';
import type { Connection, Database } from '../store/database.js';
import { numberEvent } from '../store/number-event.js';
import type { NumberRow } from '../store/tables.js';
import { causeOfStep } from './cause.js';
import { toRefusal } from '../graph/refusal.js';
import { refusalFacts } from './write-memory.js';

export interface AttemptResult {
  readonly number: NumberRow;
  readonly attemptId: string;
  readonly kind: 'register' | 'deregister';
  readonly outcome: WriteOutcome;
  readonly at: number;
}

/** Writes how an attempt went; an unknown outcome stays as it was reserved. Also what follows at once: a proven PIN, Meta's 72 h block. */
export async function recordAttempt(
  db: Database,
  { number, attemptId, kind, outcome, at }: AttemptResult,
): Promise<void> {
  const refusal = outcome.kind === 'refused' ? toRefusal(outcome.error) : null;
  await db.transaction().execute(async (tx) => {
    if (outcome.kind !== 'unknown') {
      await tx
        .updateTable('registration_attempts')
        .set({
          outcome: outcome.kind,
          finished_at: new Date(at),
          refusal: refusal === null ? null : JSON.stringify(refusal),
          body: outcome.kind === 'accepted' ? JSON.stringify(outcome.body) : null,
        })
        .where('id', '=', attemptId)
        .execute();
    }
    if (kind === 'register' && outcome.kind === 'accepted' && isPlainSuccess(outcome.body)) {
      await tx
        .updateTable('phone_numbers_seen')
        .set({ pin_state: 'proven', encrypted_proven_pin: null })
        .where('phone_number_id', '=', number.phone_number_id)
        .execute();
    }
    if (refusal?.class === 'pin_mismatch') await fallBackToProvenPin(tx, number, at);
    if (refusal?.class === 'attempts_locked') {
      const until = new Date(at + ATTEMPT_WINDOW);
      await tx
        .updateTable('phone_numbers_seen')
        .set(kind === 'register' ? { blocked_until: until } : { deregister_blocked_until: until })
        .where('phone_number_id', '=', number.phone_number_id)
        .execute();
    }
    const facts = {
      kind,
      outcome: outcome.kind,
      ...(refusal === null ? {} : refusalFacts(refusal)),
      ...(outcome.kind === 'unknown' ? { failure: outcome.failure.message } : {}),
    };
    const change = { kind, sentence: sentence(kind, outcome, refusal?.message ?? ''), facts };
    const cause = causeOfStep(number.memory);
    await appendTimeline(tx, [
      { numberId: number.id, at, ...change, author: cause, sourceKey: `attempt/${attemptId}` },
    ]);
    await appendEvents(tx, [
      numberEvent(number, 'number.attempt', { at, cause, change }),
      ...(kind === 'deregister' && outcome.kind === 'accepted'
        ? [
            numberEvent(number, 'number.deregistered', {
              at,
              cause,
              change: { ...change, facts: { by: 'us' } },
            }),
          ]
        : []),
    ]);
  });
}

/** The PIN that a person typed is wrong: the one that Meta accepted before is tried next. */
async function fallBackToProvenPin(
  tx: Connection,
  { phone_number_id: phoneNumberId }: NumberRow,
  at: number,
): Promise<void> {
  await tx
    .updateTable('phone_numbers_seen')
    .set({
      encrypted_pin: sql<string>`encrypted_proven_pin`,
      encrypted_proven_pin: null,
      pin_supplied: false,
      pin_changed_at: new Date(at),
    })
    .where('phone_number_id', '=', phoneNumberId)
    .where('pin_supplied', '=', true)
    .where('encrypted_proven_pin', 'is not', null)
    .execute();
}

/** Under the new account model Meta may say that it did not set the PIN: anything beside `success` leaves it unproven. Source: facts/meta.md §0.3. */
const isPlainSuccess = (body: unknown): boolean =>
  typeof body === 'object' &&
  body !== null &&
  Object.keys(body).every((key) => key === 'success' || key === 'id');

function sentence(kind: 'register' | 'deregister', outcome: WriteOutcome, words: string): string {
  const what = kind === 'register' ? 'registration' : 'deregistration';
  switch (outcome.kind) {
    case 'accepted':
      return `Meta accepted the ${what}.`;
    case 'refused':
      return `Meta refused the ${what}: ${words}`;
    case 'unknown':
      return `Meta's answer to the ${what} was lost; the next look tells whether it took effect.`;
  }
}
