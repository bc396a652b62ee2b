import { appendEvents, appendTimeline } from '../store/append.js';
import type { Database } from '../store/database.js';
import { mergeMemory } from '../store/onboarding-numbers.js';
import { numberEvent } from '../store/number-event.js';
import { finishIntent } from '../store/record-turn.js';
import { owners, type Vault } from '../store/vault.js';
import { clockFrom, type Dependencies } from './dependencies.js';
import { causeOfStep } from './cause.js';
import { openNumber } from './number-session.js';
import { randomPin } from './pin.js';
import { toRefusal } from '../graph/refusal.js';
import { rememberWrite, writeFacts, writeSentence } from './write-memory.js';

export interface ReplacePinInput {
  readonly phoneNumberId: string;
  /** Set when a person chose Replace PIN: then the PIN is a new one. */
  readonly intentId: string | null;
  readonly at: number;
}

/**
 * Sets our PIN at Meta without knowing the old one. By ourselves we send the PIN that is stored already; only a person's wish makes a new
 * one. Either way it is stored before it is sent, and counts once Meta accepted it. Source: facts/meta.md §1.9, §2.4.
 */
export const makeReplacePin =
  (deps: Dependencies) =>
  async ({ phoneNumberId, intentId, at }: ReplacePinInput): Promise<void> => {
    const { db, vault, graph, crashPoint } = deps;
    const now = clockFrom(at);
    const session = await openNumber(deps, phoneNumberId, at);
    if (session === null || session.number.mode === 'coexistence') return;
    const { number, caller } = session;

    const { pin, wasOpen } = await storeNextPin(db, vault, phoneNumberId, intentId !== null);
    await crashPoint('pin_stored');
    const outcome = await graph.setPin(caller, phoneNumberId, pin);
    await crashPoint('pin_answered');
    const refusal = outcome.kind === 'refused' ? toRefusal(outcome.error) : null;

    const cause = causeOfStep(number.memory);
    const change = {
      kind: 'pin_replaced',
      sentence: writeSentence('replacing the two-step verification PIN', outcome),
      facts: writeFacts(outcome),
    };
    await db.transaction().execute(async (tx) => {
      if (outcome.kind === 'accepted') {
        await tx
          .updateTable('phone_numbers_seen')
          .set({
            encrypted_pin: vault.encrypt(pin, owners.pin(phoneNumberId)),
            encrypted_next_pin: null,
            encrypted_proven_pin: null,
            pin_state: 'proven',
            pin_supplied: false,
            pin_changed_at: new Date(now()),
          })
          .where('phone_number_id', '=', phoneNumberId)
          .execute();
        await appendEvents(tx, [
          numberEvent(number, 'number.pin_changed', { at: now(), cause, change }),
        ]);
      }
      // A refused repeat says nothing of the call before it, whose answer was lost: Meta may hold the candidate, so it is kept.
      if (outcome.kind === 'unknown' || (outcome.kind === 'refused' && wasOpen)) {
        await tx
          .updateTable('phone_numbers_seen')
          .set({ pin_state: 'stored' })
          .where('phone_number_id', '=', phoneNumberId)
          .where('pin_state', '=', 'proven')
          .execute();
      } else if (outcome.kind === 'refused') {
        await tx
          .updateTable('phone_numbers_seen')
          .set({ encrypted_next_pin: null })
          .where('phone_number_id', '=', phoneNumberId)
          .execute();
      }
      await mergeMemory(tx, number.id, {
        pinReplace: rememberWrite(number.memory.pinReplace, outcome, now()),
      });
      if (intentId !== null) {
        await finishIntent(
          tx,
          {
            id: intentId,
            state: outcome.kind === 'accepted' ? 'done' : outcome.kind,
            code: null,
            message: writeSentence('replacing the PIN', outcome),
            ...(refusal === null ? {} : { refusal }),
          },
          now(),
        );
      }
      await appendTimeline(tx, [{ numberId: number.id, at: now(), ...change, author: cause }]);
    });
  };

/** The PIN that is about to be sent, stored first. A lost answer finds the same one here again: then it `wasOpen`. */
async function storeNextPin(
  db: Database,
  vault: Vault,
  phoneNumberId: string,
  isNew: boolean,
): Promise<{ pin: string; wasOpen: boolean }> {
  return db.transaction().execute(async (tx) => {
    const phone = await tx
      .selectFrom('phone_numbers_seen')
      .selectAll()
      .where('phone_number_id', '=', phoneNumberId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const owner = owners.pin(phoneNumberId);
    const kept = phone.encrypted_next_pin ?? (isNew ? null : phone.encrypted_pin);
    const pin = kept === null ? randomPin() : vault.decrypt(kept, owner);
    await tx
      .updateTable('phone_numbers_seen')
      .set({ encrypted_next_pin: vault.encrypt(pin, owner) })
      .where('phone_number_id', '=', phoneNumberId)
      .execute();
    return { pin, wasOpen: phone.encrypted_next_pin !== null };
  });
}
