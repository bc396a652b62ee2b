import { sql } from 'kysely';
import type { Condition } from '../onboarding/conditions.js';
import type { Explanation } from '../onboarding/explanation.js';
import type { IntentOutcome } from '../onboarding/intents.js';
import type { Cause } from '../onboarding/memory.js';
import type { PhoneNode } from '../onboarding/normalise.js';
import type { Refusal } from '../onboarding/observation.js';
import type { Spender } from '../onboarding/refusals.js';
import {
  appendEvents,
  appendTimeline,
  notify,
  type Happening,
  type OutgoingEvent,
} from './append.js';
import type { Connection, Database } from './database.js';
import { pendingIntents } from './intents.js';
import { recordNode } from './record-node.js';
import { sweepBy } from './sweeps.js';
import type { NumberRow } from './tables.js';
import { requestTemplateSyncs } from './template-syncs.js';
import { requestWake } from './wakeups.js';

/** Everything one turn writes. Instants in ms. */
export interface TurnRecord {
  readonly number: NumberRow;
  /** Which turn of which run: a stale worker's record is refused. */
  readonly run: { readonly id: string; readonly startedAt: number; readonly turnNo: number };
  readonly at: number;
  readonly explanation: Explanation;
  readonly conditions: readonly Condition[];
  /** Keys to set; `undefined` removes one. */
  readonly memory: Readonly<Record<string, unknown>>;
  /** Null: it could not be read. */
  readonly node: { readonly node: PhoneNode; readonly readAt: number } | null;
  readonly nodeError: { readonly message: string; readonly refusal?: Refusal } | null;
  /** What set the turn off. */
  readonly cause: Cause;
  readonly mode: NumberRow['mode'];
  readonly nextCheckAt: number;
  /** An instant for which a run that ends asks to be started again, ms; null: none. */
  readonly wakeAt: number | null;
  /** For a number that is live and needs no run: when its WABA is swept at the latest. */
  readonly sweepBy: number | null;
  readonly liveAt: number | null;
  /** Set when the story ends: the number is free for another owner. */
  readonly releasedAt: number | null;
  readonly intents: readonly IntentOutcome[];
  readonly spent: readonly { readonly attemptId: string; readonly by: Spender }[];
  readonly timeline: readonly Happening[];
  readonly events: readonly OutgoingEvent[];
  /** The WABA can be read, and its templates were not read with this token yet. */
  readonly templatesDue: boolean;
}

/**
 * Writes projection, snapshot, timeline, outbox and answered intents in one transaction, on the condition that no newer turn has been
 * recorded. Returns false, and writes nothing, for a stale one.
 */
export async function recordTurn(db: Database, record: TurnRecord): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    if (!(await updateProjection(tx, record))) return false;
    if (record.node !== null) {
      const { number, explanation, node, cause } = record;
      await recordNode(tx, { ...number, explanation }, node, cause);
    }
    if (record.sweepBy !== null) await sweepBy(tx, record.number, record.sweepBy);
    if (record.wakeAt !== null && record.wakeAt > record.at)
      await requestWake(tx, record.number.phone_number_id, 'time_is_up', record.wakeAt);
    for (const intent of record.intents) await finishIntent(tx, intent, record.at);
    if (record.releasedAt !== null) await voidPending(tx, record);
    for (const { attemptId, by } of record.spent) {
      await tx
        .updateTable('registration_attempts')
        .set({ spent_by: by })
        .where('id', '=', attemptId)
        .where('spent_by', 'is', null)
        .execute();
    }
    await appendTimeline(tx, record.timeline);
    await appendEvents(tx, record.events);
    if (record.templatesDue)
      await requestTemplateSyncs(tx, [record.number.waba_id], {
        reason: 'connected',
        at: record.at,
      });
    await notify(tx, 'numbers', record.number.id);
    return true;
  });
}

async function updateProjection(tx: Connection, record: TurnRecord): Promise<boolean> {
  const { number, run, at, explanation, memory } = record;
  const startedAt = new Date(run.startedAt);
  const updated = await tx
    .updateTable('numbers')
    .set({
      stage: explanation.stage,
      stage_since: new Date(explanation.stage_since),
      reason: explanation.reason,
      reason_since: new Date(explanation.reason_since),
      waiting_on: explanation.waiting_on,
      explanation: JSON.stringify(explanation),
      conditions: JSON.stringify(record.conditions),
      memory: patchedMemory(memory),
      drift: null,
      mode: record.mode,
      next_check_at: new Date(record.nextCheckAt),
      run_id: run.id,
      run_started_at: startedAt,
      turn_no: run.turnNo,
      live_at: record.liveAt === null ? null : new Date(record.liveAt),
      released_at: record.releasedAt === null ? null : new Date(record.releasedAt),
      updated_at: new Date(at),
      ...(record.node === null
        ? { node_error: JSON.stringify({ message: '', ...record.nodeError, at }) }
        : {}),
    })
    .where('id', '=', number.id)
    .where('released_at', 'is', null)
    .where((where) =>
      where.or([
        where('run_started_at', 'is', null),
        where('run_started_at', '<', startedAt),
        // The same turn again is a retry of its activity, whose answer was lost: it reads anew and records what it finds.
        where.and([where('run_started_at', '=', startedAt), where('turn_no', '<=', run.turnNo)]),
      ]),
    )
    .executeTakeFirst();
  return updated.numUpdatedRows > 0n;
}

/** Keys to set in the memory; those that are `undefined` are forgotten. */
export function patchedMemory(memory: Readonly<Record<string, unknown>>) {
  const forgotten = Object.keys(memory).filter((key) => memory[key] === undefined);
  return sql<string>`(memory - ${forgotten}::text[]) || ${JSON.stringify(memory)}::jsonb`;
}

/** A closed number has no further turn: whoever asked for something since this one began must not wait for it. */
async function voidPending(tx: Connection, { number, at }: TurnRecord): Promise<void> {
  for (const { id } of await pendingIntents(tx, number.id)) {
    const message = 'The number was closed meanwhile.';
    await finishIntent(tx, { id, state: 'void', code: 'number_releasing', message }, at);
  }
}

/** Ends an intent, forgets its secret, and tells whoever waits for it. */
export async function finishIntent(
  tx: Connection,
  intent: {
    readonly id: string;
    readonly state: 'done' | 'refused' | 'void' | 'unknown';
  } & IntentResultFields,
  at: number,
): Promise<void> {
  await tx
    .updateTable('intents')
    .set({
      state: intent.state,
      result: JSON.stringify({
        code: intent.code,
        message: intent.message,
        ...(intent.refusal === undefined ? {} : { refusal: intent.refusal }),
      }),
      finished_at: new Date(at),
      encrypted_payload: null,
    })
    .where('id', '=', intent.id)
    .execute();
  await notify(tx, 'intents', intent.id);
}

type IntentResultFields = Pick<IntentOutcome, 'code' | 'message'> & {
  readonly refusal?: Refusal;
};
