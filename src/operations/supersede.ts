import { actionLabels } from '../onboarding/reason-strings.js';
import { reasons } from '../onboarding/reasons.js';
import type { Explanation } from '../onboarding/explanation.js';
import { appendEvents, appendTimeline } from '../store/append.js';
import type { Connection } from '../store/database.js';
import { pendingIntents } from '../store/intents.js';
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
  { id, account_id: accountId, phone_number_id: phoneNumberId, stage }: NumberRow,
  onboarding: Explanation,
  at: number,
): Promise<void> {
  await appendTimeline(tx, [
    {
      numberId: id,
      at,
      kind: 'superseded',
      sentence: SENTENCE,
      facts: { stage: onboarding.stage, previous_stage: stage, reason: onboarding.reason },
    },
  ]);
  const data = { number: { id: phoneNumberId, onboarding } };
  const event = { accountId, numberId: id, at, cause: { kind: 'api' as const } };
  await appendEvents(tx, [
    { ...event, type: 'number.stage_changed', data: { ...data, previous: { stage } } },
    { ...event, type: 'number.superseded', data },
    { ...event, type: 'number.closed', data },
  ]);
}
