import { afterCodeRequest, NEVER_ASKED } from '../onboarding/code-request.js';
import { appendTimeline, type Author } from '../store/append.js';
import type { Database } from '../store/database.js';
import { mergeMemory } from '../store/onboarding-numbers.js';
import { handOver } from '../store/intents.js';
import { loadLedger } from '../store/ledger.js';
import { finishIntent } from '../store/record-turn.js';
import { clockFrom, type Dependencies } from './dependencies.js';
import { openNumber } from './number-session.js';
import { toRefusal } from '../graph/refusal.js';
import { writeFacts, writeSentence } from './write-memory.js';

export interface RequestCodeInput {
  readonly phoneNumberId: string;
  readonly intentId: string | null;
  readonly method: 'SMS' | 'VOICE';
  readonly language: string;
  readonly at: number;
}

/** Asks Meta to send the ownership code, once: a person's phone rings. Source: facts/meta.md §1.5. */
export const makeRequestCode =
  (deps: Dependencies) =>
  async ({ phoneNumberId, intentId, method, language, at }: RequestCodeInput): Promise<void> => {
    const { db, graph, settings } = deps;
    const now = clockFrom(at);
    const session = await openNumber(deps, phoneNumberId, at);
    if (session === null || session.number.mode === 'coexistence') return;
    const { number, caller } = session;

    const author = intentId === null ? undefined : await authorOf(db, intentId);
    // Remembered first: a worker that dies here must not let the phone ring twice.
    if (intentId !== null && !(await handOver(db, intentId))) {
      return db.transaction().execute((tx) =>
        finishIntent(
          tx,
          {
            id: intentId,
            state: 'unknown',
            code: null,
            message: 'Meta was asked, but the answer was lost.',
          },
          now(),
        ),
      );
    }
    await mergeMemory(db, number.id, {
      code: { ...(number.memory.code ?? NEVER_ASKED), requestedAt: now() },
    });
    const outcome = await graph.requestCode(caller, phoneNumberId, { method, language });
    const refusal = outcome.kind === 'refused' ? toRefusal(outcome.error) : null;
    const answeredAt = now();
    const code = afterCodeRequest(number.memory, {
      method,
      at: answeredAt,
      refusal,
      isVerified: number.node?.codeVerification === 'VERIFIED',
      attemptAt: (await loadLedger(db, phoneNumberId)).registers[0]?.startedAt ?? null,
      pace: settings.pace,
    });
    await db.transaction().execute(async (tx) => {
      await mergeMemory(tx, number.id, { code });
      if (intentId !== null) {
        await finishIntent(
          tx,
          {
            id: intentId,
            state: outcome.kind === 'accepted' ? 'done' : outcome.kind,
            code:
              refusal === null
                ? null
                : code.alreadyVerifiedAt === answeredAt
                  ? 'already_verified'
                  : 'code_cooldown',
            message: writeSentence(`sending a code by ${method}`, outcome),
            ...(refusal === null ? {} : { refusal }),
          },
          now(),
        );
      }
      await appendTimeline(tx, [
        {
          numberId: number.id,
          at: now(),
          kind: 'code_requested',
          sentence: writeSentence(`sending a code by ${method}`, outcome),
          facts: { ...writeFacts(outcome), method, language },
          ...(author === undefined ? {} : { author }),
        },
      ]);
    });
  };

/** Who asked for the code. */
async function authorOf(db: Database, intentId: string): Promise<Author | undefined> {
  const intent = await db
    .selectFrom('intents')
    .select(['actor', 'request_id'])
    .where('id', '=', intentId)
    .executeTakeFirst();
  return intent && { actor: intent.actor, requestId: intent.request_id };
}
