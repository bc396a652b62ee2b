import type { WriteOutcome } from '../graph/outcome.js';
import type { Memory } from '../onboarding/memory.js';
import { appendTimeline } from '../store/append.js';
import type { Connection } from '../store/database.js';
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
 * empty POST while subscribed would wipe our override. Source: facts/meta.md §1.10.
 */
export const makeSubscribe =
  (deps: Dependencies) =>
  async ({ phoneNumberId, at }: StepInput): Promise<void> => {
    const now = clockFrom(at);
    await withWabaLock(deps, phoneNumberId, at, async (tx, session) => {
      const { number, caller, waba } = session;
      const outcome = (await isSubscribed(deps, session))
        ? ({
            kind: 'accepted',
            body: { success: true },
            usage: { percent: null, regainAccessMs: 0 },
          } satisfies WriteOutcome)
        : await deps.graph.subscribe(caller, waba.waba_id);
      await forgetSubscription(tx, session);
      await note(
        tx,
        session,
        'subscribe',
        { subscribe: rememberWrite(number.memory.subscribe, outcome, now()) },
        outcome,
        'subscribing our app to the WhatsApp account',
        now(),
      );
    });
  };

/** Takes our app off the WABA, unless another number still needs it. */
export const makeUnsubscribe =
  (deps: Dependencies) =>
  async ({ phoneNumberId, at }: StepInput): Promise<void> => {
    const now = clockFrom(at);
    await withWabaLock(deps, phoneNumberId, at, async (tx, session) => {
      const { number, caller, waba } = session;
      if (await isWabaStillNeeded(tx, number)) {
        return mergeMemory(tx, number.id, {
          release: { ...number.memory.release, unsubscribe: 'refused' },
        });
      }
      const outcome = await deps.graph.unsubscribe(caller, waba.waba_id);
      await forgetSubscription(tx, session);
      // A lost answer is tried again by the next turn: unsubscribing twice harms nobody.
      const release = {
        release: afterReleaseStep(number.memory.release, 'unsubscribe', outcome),
      };
      await note(
        tx,
        session,
        'unsubscribe',
        release,
        outcome,
        'unsubscribing our app from the WhatsApp account',
        now(),
      );
    });
  };

async function withWabaLock(
  deps: Dependencies,
  phoneNumberId: string,
  at: number,
  body: (tx: Connection, session: NumberSession) => Promise<void>,
): Promise<void> {
  const session = await openNumber(deps, phoneNumberId, at);
  if (session === null) return;
  await deps.db.transaction().execute(async (tx) => {
    await tx
      .selectFrom('wabas')
      .select('waba_id')
      .where('waba_id', '=', session.waba.waba_id)
      .orderBy('account_id')
      .forUpdate()
      .execute();
    await body(tx, session);
  });
}

async function isSubscribed(
  { graph, settings }: Dependencies,
  { caller, waba }: NumberSession,
): Promise<boolean> {
  const read = await graph.subscribedApps(caller, waba.waba_id);
  return (
    read.kind === 'known' &&
    read.value.some(
      ({ whatsapp_business_api_data: { id } }) => settings.appId === null || id === settings.appId,
    )
  );
}

const forgetSubscription = async (tx: Connection, { waba }: NumberSession): Promise<void> => {
  await tx
    .updateTable('wabas')
    .set({ subscription_read_at: null })
    .where('waba_id', '=', waba.waba_id)
    .execute();
};

async function note(
  tx: Connection,
  { number }: NumberSession,
  kind: string,
  memory: Partial<Memory>,
  outcome: WriteOutcome,
  what: string,
  at: number,
): Promise<void> {
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
}
