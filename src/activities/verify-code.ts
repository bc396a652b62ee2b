import type { WriteOutcome } from '../graph/outcome.js';
import { NEVER_ASKED } from '../onboarding/code-request.js';
import type { CodeMemory } from '../onboarding/memory.js';
import { CODE_LIFETIME } from '../onboarding/rules/verification.js';
import { appendTimeline } from '../store/append.js';
import { mergeMemory } from '../store/onboarding-numbers.js';
import { handOver } from '../store/intents.js';
import { finishIntent } from '../store/record-turn.js';
import { owners } from '../store/vault.js';
import { clockFrom, type Dependencies } from './dependencies.js';
import { openNumber } from './number-session.js';
import { toRefusal } from '../graph/refusal.js';
import { writeFacts, writeSentence } from './write-memory.js';

export interface VerifyCodeInput {
  readonly phoneNumberId: string;
  readonly intentId: string;
  readonly at: number;
}

/** Hands the code that a person typed to Meta, once; the intent's row tells how it went, and forgets the code. Source: facts/meta.md §1.6. */
export const makeVerifyCode =
  (deps: Dependencies) =>
  async ({ phoneNumberId, intentId, at }: VerifyCodeInput): Promise<void> => {
    const { db, vault, graph } = deps;
    const now = clockFrom(at);
    const session = await openNumber(deps, phoneNumberId, at);
    const intent = await db
      .selectFrom('intents')
      .selectAll()
      .where('id', '=', intentId)
      .where('state', '=', 'pending')
      .executeTakeFirst();
    if (session === null || intent === undefined || intent.encrypted_payload === null) return;
    const { number, caller } = session;
    const code = vault.decrypt(intent.encrypted_payload, owners.intent(intentId));

    if (!(await handOver(db, intentId))) {
      return db.transaction().execute((tx) =>
        finishIntent(
          tx,
          {
            id: intentId,
            state: 'unknown',
            code: null,
            message: 'The code was handed to Meta, but the answer was lost; the next look tells.',
          },
          now(),
        ),
      );
    }
    const outcome = await graph.verifyCode(caller, phoneNumberId, code);
    const refusal = outcome.kind === 'refused' ? toRefusal(outcome.error) : null;
    const before = number.memory.code ?? NEVER_ASKED;
    await db.transaction().execute(async (tx) => {
      await mergeMemory(tx, number.id, {
        code: {
          ...before,
          verifiedAt: outcome.kind === 'accepted' ? now() : before.verifiedAt,
          wrongTries: outcome.kind === 'refused' ? before.wrongTries + 1 : 0,
        },
      });
      await finishIntent(
        tx,
        {
          id: intentId,
          state: outcome.kind === 'accepted' ? 'done' : outcome.kind,
          code: problemOf(outcome, before, now()),
          message: writeSentence('verifying the code', outcome),
          ...(refusal === null ? {} : { refusal }),
        },
        now(),
      );
      await appendTimeline(tx, [
        {
          numberId: number.id,
          at: now(),
          kind: 'code_entered',
          sentence: writeSentence('verifying the code', outcome),
          facts: writeFacts(outcome),
          author: { actor: intent.actor, requestId: intent.request_id },
        },
      ]);
    });
  };

/** Meta does not say "expired" by a code of its own: our clock tells an old code from a wrong one. */
function problemOf(outcome: WriteOutcome, { sentAt }: CodeMemory, at: number): string | null {
  if (outcome.kind !== 'refused') return null;
  const refused = toRefusal(outcome.error).class;
  if (refused === 'code_not_sendable') return 'too_many_code_tries';
  const isOld = sentAt !== null && at - sentAt >= CODE_LIFETIME;
  return refused === 'code_expired' || isOld ? 'code_expired' : 'code_wrong';
}
