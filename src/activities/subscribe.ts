import { sql } from 'kysely';
import type { WriteOutcome } from '../graph/outcome.js';
import type { Memory } from '../onboarding/memory.js';
import { appendTimeline } from '../store/append.js';
import type { Database } from '../store/database.js';
import { isWabaStillNeeded, mergeMemory } from '../store/onboarding-numbers.js';
import { clockFrom, type Dependencies } from './dependencies.js';
import { openNumber, type NumberSession } from './number-session.js';
import { afterReleaseStep } from './release-memory.js';
import { rememberWrite, writeFacts, writeSentence } from './write-memory.js';

export interface StepInput {
  readonly phoneNumberId: string;
  readonly at: number;
}

/**
 * Subscribes our app to the WABA. Runs under the WABA's lock and reads again inside it: the subscription belongs to all its numbers, and an
 * empty POST while subscribed would wipe our override. So it writes only on a subscription that is known to be missing; a read that tells
 * nothing is remembered as a failed try, and the backoff brings the next one. Source: facts/meta.md §1.10.
 */
export const makeSubscribe =
  (deps: Dependencies) =>
  async ({ phoneNumberId, at }: StepInput): Promise<void> => {
    const now = clockFrom(at);
    const session = await openNumber(deps, phoneNumberId, at);
    if (session === null) return;
    const { number, caller, waba } = session;
    const remembering = (outcome: WriteOutcome): Partial<Memory> => ({
      subscribe: rememberWrite(number.memory.subscribe, outcome, now()),
    });
    const ran = await underWabaLock(deps.db, waba.waba_id, async (db) => {
      const subscribed = await isSubscribed(deps, session);
      if (subscribed === null) return mergeMemory(db, number.id, remembering(NOT_ASKED));
      const outcome = subscribed ? ALREADY : await deps.graph.subscribe(caller, waba.waba_id);
      await note(db, session, {
        kind: 'subscribe',
        memory: remembering(outcome),
        outcome,
        what: 'subscribing our app to the WhatsApp account',
        at: now(),
      });
    });
    if (!ran) await mergeMemory(deps.db, number.id, remembering(NOT_ASKED));
  };

/** Takes our app off the WABA, unless another number still needs it. */
export const makeUnsubscribe =
  (deps: Dependencies) =>
  async ({ phoneNumberId, at }: StepInput): Promise<void> => {
    const now = clockFrom(at);
    const session = await openNumber(deps, phoneNumberId, at);
    if (session === null) return;
    const { number, caller, waba } = session;
    // A lost answer is tried again by a later turn: unsubscribing twice harms nobody.
    const remembering = (outcome: WriteOutcome): Partial<Memory> => ({
      release: afterReleaseStep(number.memory.release, 'unsubscribe', outcome, now()),
    });
    const ran = await underWabaLock(deps.db, waba.waba_id, async (db) => {
      if (await isWabaStillNeeded(db, number)) {
        return mergeMemory(db, number.id, {
          release: { ...number.memory.release, unsubscribe: 'refused' },
        });
      }
      const outcome = await deps.graph.unsubscribe(caller, waba.waba_id);
      await note(db, session, {
        kind: 'unsubscribe',
        memory: remembering(outcome),
        outcome,
        what: 'unsubscribing our app from the WhatsApp account',
        at: now(),
      });
    });
    if (!ran) await mergeMemory(deps.db, number.id, remembering(NOT_ASKED));
  };

const ALREADY: WriteOutcome = {
  kind: 'accepted',
  body: { success: true },
  usage: { percent: null, regainAccessMs: 0 },
};
/** Nothing was written, and nothing is known: for the backoff the same as a lost answer. */
const NOT_ASKED: WriteOutcome = {
  kind: 'unknown',
  failure: { cause: 'network', httpStatus: null, message: 'Meta was not asked to write.' },
};

/**
 * Runs `body` as the only one that writes this WABA's subscription, in any process; false, at once, while another does. The lock is the
 * session's, so no transaction and no row lock stays open while Meta takes its time, and nobody queues: a WABA holds one connection at most,
 * on which the body also writes.
 */
async function underWabaLock(
  db: Database,
  wabaId: string,
  body: (db: Database) => Promise<void>,
): Promise<boolean> {
  return db.connection().execute(async (held) => {
    const key = sql`hashtextextended(${`subscription/${wabaId}`}, 0)`;
    const { rows } = await sql<{
      locked: boolean;
    }>`select pg_try_advisory_lock(${key}) as locked`.execute(held);
    if (rows[0]?.locked !== true) return false;
    try {
      await body(held);
    } finally {
      await sql`select pg_advisory_unlock(${key})`.execute(held);
    }
    return true;
  });
}

/** Null when Meta did not tell: then nothing may be written. */
async function isSubscribed(
  { graph, settings }: Dependencies,
  { caller, waba }: NumberSession,
): Promise<boolean | null> {
  const read = await graph.subscribedApps(caller, waba.waba_id);
  if (read.kind !== 'known') return null;
  return read.value.some(
    ({ whatsapp_business_api_data: { id } }) => settings.appId === null || id === settings.appId,
  );
}

interface Note {
  readonly kind: 'subscribe' | 'unsubscribe';
  readonly memory: Partial<Memory>;
  readonly outcome: WriteOutcome;
  readonly what: string;
  readonly at: number;
}

/** What the write did, and that the stored subscription is worth nothing any more. */
async function note(
  db: Database,
  { number, waba }: NumberSession,
  { kind, memory, outcome, what, at }: Note,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('wabas')
      .set({ subscription_read_at: null })
      .where('waba_id', '=', waba.waba_id)
      .execute();
    await mergeMemory(tx, number.id, memory);
    await appendTimeline(tx, [
      {
        numberId: number.id,
        at,
        kind,
        sentence: writeSentence(what, outcome),
        facts: writeFacts(outcome),
      },
    ]);
  });
}
