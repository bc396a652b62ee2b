import type { Condition } from '../onboarding/conditions.js';
import type { Verdict } from '../onboarding/drift.js';
import type { Explanation } from '../onboarding/explanation.js';
import type { PhoneNode } from '../onboarding/normalise.js';
import type { Connection, Database } from './database.js';
import { recordNode } from './record-node.js';
import { patchedMemory } from './record-turn.js';
import type { NumberRow } from './tables.js';
import { requestWake } from './wakeups.js';

/** What a sweep found of one live number. Instants in ms. */
export interface SweptNumber {
  /** As it was before Meta was asked. */
  readonly number: NumberRow;
  readonly at: number;
  /** Null: it could not be read. */
  readonly node: { readonly node: PhoneNode; readonly readAt: number } | null;
  readonly verdict: Verdict;
  readonly conditions: readonly Condition[];
  readonly explanation: Explanation;
  /** Keys to set; `undefined` removes one. */
  readonly memory: Readonly<Record<string, unknown>>;
  readonly nextCheckAt: number;
}

const BY_TIMER = { kind: 'timer', actor: null, requestId: null } as const;

/** Why the sweep woke a number. */
export const SWEPT = 'sweep';

/**
 * Stores what a sweep saw of a number and what it makes of it. A newer look, or a turn that was recorded meanwhile, knows better: then only
 * what Meta showed is kept, and of that only what is newer. Returns whether a turn was asked for.
 */
export async function recordSweptNumber(db: Database, swept: SweptNumber): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const isNewest =
      swept.node === null || (await recordNode(tx, swept.number, swept.node, BY_TIMER));
    if (!isNewest) return false;
    const values = valuesOf(swept);
    if (values === null || !(await updateUnlessTurned(tx, swept.number, values))) return false;
    if (swept.verdict.kind !== 'wake') return false;
    await requestWake(tx, swept.number.phone_number_id, SWEPT, swept.at);
    return true;
  });
}

type Values = Parameters<typeof updateUnlessTurned>[2];

function valuesOf(swept: SweptNumber): Values | null {
  const { number, verdict, conditions, explanation, memory } = swept;
  const next = new Date(swept.nextCheckAt);
  const onlyLater = {
    next_check_at: next,
    explanation: JSON.stringify({ ...number.explanation, next_check_at: next.toISOString() }),
  };
  switch (verdict.kind) {
    case 'holds':
      return {
        next_check_at: next,
        explanation: JSON.stringify(explanation),
        conditions: JSON.stringify(conditions),
        memory: patchedMemory(memory),
        drift: null,
      };
    case 'unread':
      return onlyLater;
    case 'attended':
      return null;
    case 'drifting':
      return { ...onlyLater, drift: JSON.stringify(verdict.drift) };
    case 'wake':
      return { drift: verdict.drift === null ? null : JSON.stringify(verdict.drift) };
  }
}

async function updateUnlessTurned(
  tx: Connection,
  { id, run_started_at, turn_no }: NumberRow,
  values: {
    next_check_at?: Date;
    explanation?: string;
    conditions?: string;
    memory?: ReturnType<typeof patchedMemory>;
    drift?: string | null;
  },
): Promise<boolean> {
  const updated = await tx
    .updateTable('numbers')
    .set(values)
    .where('id', '=', id)
    .where('released_at', 'is', null)
    .where('turn_no', '=', turn_no)
    .where('run_started_at', 'is not distinct from', run_started_at)
    .executeTakeFirst();
  return updated.numUpdatedRows > 0n;
}
