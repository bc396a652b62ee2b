import type { WriteOutcome } from '../graph/outcome.js';
import { HOUR } from '../onboarding/duration.js';
import type { CodeMemory } from '../onboarding/memory.js';
import type { Refusal } from '../onboarding/observation.js';
import { appendTimeline, type Author } from '../store/append.js';
import type { Database } from '../store/database.js';
import { mergeMemory } from '../store/onboarding-numbers.js';
import { handOver } from '../store/intents.js';
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

/** No numeric limit is published; "about 1 h to 12 h" is reported. Source: facts/meta.md §1.5, §1.17. */
const COOLDOWNS = [HOUR, 2 * HOUR, 4 * HOUR, 12 * HOUR];

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
      code: { ...(number.memory.code ?? NEVER_ASKED), method, requestedAt: now() },
    });
    const outcome = await graph.requestCode(caller, phoneNumberId, { method, language });
    const refusal = outcome.kind === 'refused' ? toRefusal(outcome.error) : null;
    const code = afterRequest(number.memory.code, {
      method,
      outcome,
      refusal,
      at: now(),
      pace: settings.pace,
      isVerified: number.node?.codeVerification === 'VERIFIED',
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
                : code.alreadyVerifiedAt === now()
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

/** What is known before the first code was asked for. */
export const NEVER_ASKED: CodeMemory = {
  requestedAt: 0,
  method: 'SMS',
  sentAt: null,
  cooldownUntil: null,
  refusals: 0,
  refusal: null,
  alreadyVerifiedAt: null,
  verifiedAt: null,
  wrongTries: 0,
};

interface Request {
  readonly method: 'SMS' | 'VOICE';
  readonly outcome: WriteOutcome;
  readonly refusal: Refusal | null;
  readonly at: number;
  readonly pace: number;
  readonly isVerified: boolean;
}

/** A lost answer counts as sent: the code may be on its way, and asking again would only start a cool-down. */
function afterRequest(
  before: CodeMemory | undefined,
  { method, outcome, refusal, at, pace, isVerified }: Request,
): CodeMemory {
  if (outcome.kind !== 'refused') {
    return {
      requestedAt: at,
      method,
      sentAt: at,
      cooldownUntil: null,
      refusals: 0,
      refusal: null,
      alreadyVerifiedAt: before?.alreadyVerifiedAt ?? null,
      verifiedAt: before?.verifiedAt ?? null,
      wrongTries: 0,
    };
  }
  const refusals = (before?.refusals ?? 0) + 1;
  const wait =
    refusal?.retryAfterMs ?? (COOLDOWNS[Math.min(refusals, COOLDOWNS.length) - 1] ?? HOUR) * pace;
  const saysVerified = refusal?.class === 'code_not_sendable' && isVerified;
  return {
    requestedAt: at,
    method,
    sentAt: before?.sentAt ?? null,
    cooldownUntil: saysVerified ? null : at + wait,
    refusals,
    refusal,
    alreadyVerifiedAt: saysVerified ? at : (before?.alreadyVerifiedAt ?? null),
    verifiedAt: before?.verifiedAt ?? null,
    wrongTries: before?.wrongTries ?? 0,
  };
}
