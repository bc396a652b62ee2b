import type { IntentOutcome } from '../onboarding/intents.js';
import type { Happening } from '../store/append.js';
import type { IntentRow } from '../store/tables.js';

const WISHES: Partial<Record<IntentRow['kind'], string>> = {
  retry: 'a registration attempt',
  send_code: 'a code to be sent',
  submit_code: 'a code to be verified',
  replace_pin: 'another PIN',
  rename: 'another display name',
  repair_webhooks: 'the webhooks to be repaired',
};

/** A row for every wish that this turn refuses or voids: whoever asked must be able to find out what became of it. */
export function refusedWishes(
  answered: readonly IntentOutcome[],
  intents: readonly IntentRow[],
  at: number,
): Happening[] {
  return answered.flatMap(({ id, state, code, message }): Happening[] => {
    const intent = intents.find((row) => row.id === id);
    if (state === 'done' || intent === undefined) return [];
    return [
      {
        numberId: intent.number_id,
        at,
        kind: 'wish_refused',
        sentence: `${intent.actor} wanted ${WISHES[intent.kind] ?? intent.kind}; nothing was done: ${message}`,
        facts: { intent: intent.kind, code },
        author: { actor: intent.actor, requestId: intent.request_id },
        sourceKey: `wish/${id}`,
      },
    ];
  });
}
