import { appendTimeline } from '../store/append.js';
import { handOver } from '../store/intents.js';
import { mergeMemory } from '../store/onboarding-numbers.js';
import { finishIntent } from '../store/record-turn.js';
import { clockFrom, type Dependencies } from './dependencies.js';
import { openNumber } from './number-session.js';
import { toRefusal } from '../graph/refusal.js';
import { rememberWrite, writeFacts, writeSentence } from './write-memory.js';

export interface SetDisplayNameInput {
  readonly phoneNumberId: string;
  readonly intentId: string;
  readonly at: number;
}

/** Submits a new display name for review, once: Meta takes ten in 30 days. Source: facts/meta.md §1.9, §1.17. */
export const makeSetDisplayName =
  (deps: Dependencies) =>
  async ({ phoneNumberId, intentId, at }: SetDisplayNameInput): Promise<void> => {
    const { db, graph } = deps;
    const now = clockFrom(at);
    const session = await openNumber(deps, phoneNumberId, at);
    const intent = await db
      .selectFrom('intents')
      .selectAll()
      .where('id', '=', intentId)
      .where('state', '=', 'pending')
      .executeTakeFirst();
    if (session === null || intent === undefined) return;
    const { number, caller } = session;
    const wanted = intent.payload['new_display_name'];
    const name = typeof wanted === 'string' ? wanted : '';
    const what = `submitting the display name "${name}"`;

    if (!(await handOver(db, intentId))) {
      const message = `Meta was asked, but the answer was lost: ${what}. The next look tells.`;
      return db
        .transaction()
        .execute((tx) =>
          finishIntent(tx, { id: intentId, state: 'unknown', code: null, message }, now()),
        );
    }
    const outcome = await graph.setDisplayName(caller, phoneNumberId, name);
    const refusal = outcome.kind === 'refused' ? toRefusal(outcome.error) : null;
    await db.transaction().execute(async (tx) => {
      await mergeMemory(tx, number.id, {
        rename: rememberWrite(number.memory.rename, outcome, now()),
      });
      await finishIntent(
        tx,
        {
          id: intentId,
          state: outcome.kind === 'accepted' ? 'done' : outcome.kind,
          code: null,
          message: writeSentence(what, outcome),
          ...(refusal === null ? {} : { refusal }),
        },
        now(),
      );
      await appendTimeline(tx, [
        {
          numberId: number.id,
          at: now(),
          kind: 'name_submitted',
          sentence: writeSentence(what, outcome),
          facts: { ...writeFacts(outcome), new_display_name: name },
          author: { actor: intent.actor, requestId: intent.request_id },
        },
      ]);
    });
  };
