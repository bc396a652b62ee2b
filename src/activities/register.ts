import { appendTimeline } from '../store/append.js';
import type { RegisterPurpose } from '../onboarding/step.js';
import { clockFrom, type Dependencies } from './dependencies.js';
import { heartbeating } from './heartbeating.js';
import { openNumber } from './number-session.js';
import { recordAttempt } from './record-attempt.js';
import { reserveAttempt } from './reserve-attempt.js';

export interface RegisterInput {
  readonly phoneNumberId: string;
  readonly purpose: RegisterPurpose;
  readonly consentId: string | null;
  readonly expectedAttempts: number;
  /** The workflow's clock, ms. */
  readonly at: number;
}

/** Spends one registration attempt, or none where the ledger does not allow it. The ledger says how it went. Source: facts/meta.md §1.7. */
export const makeRegister =
  (deps: Dependencies) =>
  async ({
    phoneNumberId,
    purpose,
    consentId,
    expectedAttempts,
    at,
  }: RegisterInput): Promise<void> => {
    const { db, vault, graph, crashPoint } = deps;
    const now = clockFrom(at);
    const session = await openNumber(deps, phoneNumberId, at);
    if (session === null) return;
    const { number, caller } = session;

    const reserved = await reserveAttempt(db, vault, {
      number,
      kind: 'register',
      purpose,
      consentId,
      expectedAttempts,
      at,
    });
    if (reserved.kind === 'refused') {
      await appendTimeline(db, [
        {
          numberId: number.id,
          at,
          kind: 'register_withheld',
          sentence: `We did not register: ${reserved.why}.`,
          sourceKey: `withheld/${number.id}/${at}`,
        },
      ]);
      return;
    }
    await crashPoint('attempt_reserved');
    const region = number.data_localization_region;
    const outcome = await heartbeating(() =>
      graph.register(caller, phoneNumberId, {
        pin: reserved.pin,
        ...(region === null ? {} : { dataLocalizationRegion: region }),
      }),
    );
    await crashPoint('register_answered');
    await recordAttempt(db, {
      number,
      attemptId: reserved.attemptId,
      kind: 'register',
      outcome,
      at: now(),
    });
    await crashPoint('attempt_recorded');
  };
