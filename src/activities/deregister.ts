import { mergeMemory } from '../store/onboarding-numbers.js';
import { clockFrom, type Dependencies } from './dependencies.js';
import { heartbeating } from './heartbeating.js';
import { openNumber } from './number-session.js';
import { recordAttempt } from './record-attempt.js';
import { afterReleaseStep } from './release-memory.js';
import { reserveAttempt } from './reserve-attempt.js';

export interface DeregisterInput {
  readonly phoneNumberId: string;
  readonly expectedAttempts: number;
  readonly at: number;
}

/** Spends one deregistration attempt of its own window; never on a coexistence number. Source: facts/meta.md §1.8. */
export const makeDeregister =
  (deps: Dependencies) =>
  async ({ phoneNumberId, expectedAttempts, at }: DeregisterInput): Promise<void> => {
    const { db, vault, graph, crashPoint } = deps;
    const now = clockFrom(at);
    const session = await openNumber(deps, phoneNumberId, at);
    if (session === null) return;
    const { number, caller } = session;

    const reserved = await reserveAttempt(db, vault, {
      number,
      kind: 'deregister',
      purpose: null,
      consentId: null,
      expectedAttempts,
      at,
    });
    // The ledger moved on since the decision: the next look sees what it holds now, and a closed window ends the waiting there.
    if (reserved.kind === 'refused') return;
    await crashPoint('deregister_reserved');
    const outcome = await heartbeating(() => graph.deregister(caller, phoneNumberId));
    await crashPoint('deregister_answered');
    await recordAttempt(db, {
      number,
      attemptId: reserved.attemptId,
      kind: 'deregister',
      outcome,
      at: now(),
    });
    // A release goes on whatever Meta says.
    if (number.desired === 'released') {
      await mergeMemory(db, number.id, {
        release: afterReleaseStep(number.memory.release, 'deregister', outcome, now()),
      });
    }
  };
