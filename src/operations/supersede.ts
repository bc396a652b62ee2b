import { actionLabels } from '../onboarding/reason-strings.js';
import { reasons } from '../onboarding/reasons.js';
import type { Explanation } from '../onboarding/explanation.js';
import { appendEvents, appendTimeline } from '../store/append.js';
import type { Connection } from '../store/database.js';
import { pendingIntents } from '../store/intents.js';
import { numberEvent } from '../store/number-event.js';
import { forgetUnprovenPin } from '../store/phone-numbers-seen.js';
import { finishIntent } from '../store/record-turn.js';
import type { NumberRow } from '../store/tables.js';

const SENTENCE = 'Meta never showed this number to this account, and it was connected elsewhere.';

/**
 * Whether a row holds a number without ever having had access to it: Meta refused every look, so that it proves nothing about whose number
 * it is. A row that nobody looked at yet, or that Meta could not answer for, counts as an owner.
 */
export const isUnfounded = ({ node, live_at, node_error, reason }: NumberRow): boolean =>
  node === null &&
  live_at === null &&
  node_error !== null &&
  reason !== 'meta_unreachable' &&
  reason !== 'throttled';

/**
 * Closes a row that {@link isUnfounded}, so that the account that has the number can add it. Nothing in it names that account. False where
 * the row is being changed just now, or was meanwhile. The caller holds the lock of the phone number.
 */
export async function supersede(tx: Connection, id: string, at: number): Promise<boolean> {
  const loser = await tx
    .selectFrom('numbers')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    // A turn that is being recorded takes the two locks the other way round.
    .skipLocked()
    .executeTakeFirst();
  if (loser === undefined || !isUnfounded(loser)) return false;

  const now = new Date(at);
  const explanation = closedExplanation(loser, now.toISOString());
  await tx
    .updateTable('numbers')
    .set({
      stage: explanation.stage,
      stage_since: now,
      reason: explanation.reason,
      reason_since: now,
      waiting_on: explanation.waiting_on,
      explanation: JSON.stringify(explanation),
      released_at: now,
      updated_at: now,
    })
    .where('id', '=', id)
    .execute();
  await forgetUnprovenPin(tx, loser.phone_number_id, at);
  for (const intent of await pendingIntents(tx, id)) {
    const message = 'The number was closed meanwhile.';
    await finishIntent(tx, { id: intent.id, state: 'void', code: 'number_releasing', message }, at);
  }
  await tell(tx, loser, explanation, at);
  return true;
}

function closedExplanation(loser: NumberRow, now: string): Explanation {
  return {
    ...loser.explanation,
    stage: 'closed',
    stage_since: now,
    reason: 'released',
    reason_since: now,
    waiting_on: reasons.released.waitingOn,
    until: null,
    explanation: SENTENCE,
    action: 'Add it again once your token can see it.',
    next_actions: [
      {
        id: 'add_again',
        label: actionLabels.add_again,
        method: 'POST',
        href: '/v1/numbers',
        allowed: true,
        why_not: null,
        spends: null,
      },
    ],
    next_check_at: null,
    deadline_at: null,
    woken_by: 'superseded',
  };
}

async function tell(
  tx: Connection,
  loser: NumberRow,
  explanation: Explanation,
  at: number,
): Promise<void> {
  const previous = { stage: loser.stage, reason: loser.reason };
  const change = {
    kind: 'superseded',
    sentence: SENTENCE,
    facts: {
      stage: explanation.stage,
      previous_stage: loser.stage,
      reason: explanation.reason,
      // The one that has the number now is another account's.
      phone_number_id: null,
    },
  };
  await appendTimeline(tx, [{ numberId: loser.id, at, ...change }]);
  const subject = { ...loser, explanation };
  // Who asked is another account's too.
  const cause = { kind: 'api', actor: null, requestId: null } as const;
  await appendEvents(tx, [
    numberEvent(subject, 'number.stage_changed', { at, cause, previous }),
    numberEvent(subject, 'number.superseded', { at, cause, change, previous }),
    numberEvent(subject, 'number.closed', { at, cause, previous }),
  ]);
}
