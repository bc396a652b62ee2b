import { appendTimeline } from '../store/append.js';
import { mergeMemory } from '../store/onboarding-numbers.js';
import { owners } from '../store/vault.js';
import { clockFrom, type Dependencies } from './dependencies.js';
import { openNumber } from './number-session.js';
import { afterReleaseStep } from './release-memory.js';
import type { StepInput } from './subscribe.js';
import { wantedCallback } from './world.js';
import { rememberWrite, writeFacts, writeSentence } from './write-memory.js';

/** Points the number's own webhooks at the wanted URL; Meta calls it once to verify. Source: facts/meta.md §1.9, §1.11. */
export const makeSetOverride =
  (deps: Dependencies) =>
  async ({ phoneNumberId, at }: StepInput): Promise<void> => {
    const { db, vault, graph, settings } = deps;
    const now = clockFrom(at);
    const session = await openNumber(deps, phoneNumberId, at);
    if (session === null) return;
    const { number, caller } = session;
    const callbackUrl = wantedCallback(number, settings);
    if (callbackUrl === null) return;

    const verifyToken = vault.decrypt(number.encrypted_verify_token, owners.verifyToken(number.id));
    const outcome = await graph.setPhoneOverride(caller, phoneNumberId, {
      callbackUrl,
      verifyToken,
    });
    await db.transaction().execute(async (tx) => {
      await mergeMemory(tx, number.id, {
        override: { ...rememberWrite(number.memory.override, outcome, now()), callbackUrl },
      });
      await appendTimeline(tx, [
        {
          numberId: number.id,
          at: now(),
          kind: 'override',
          sentence: writeSentence(`setting the callback to ${callbackUrl}`, outcome),
          facts: { ...writeFacts(outcome), callback_url: callbackUrl },
        },
      ]);
    });
  };

/** Removes our override when the number is released. */
export const makeClearOverride =
  (deps: Dependencies) =>
  async ({ phoneNumberId, at }: StepInput): Promise<void> => {
    const { db, graph } = deps;
    const now = clockFrom(at);
    const session = await openNumber(deps, phoneNumberId, at);
    if (session === null) return;
    const { number, caller } = session;

    const outcome = await graph.setPhoneOverride(caller, phoneNumberId, {
      callbackUrl: '',
      verifyToken: '',
    });
    await db.transaction().execute(async (tx) => {
      // A lost answer shows at the next look: the override is gone, or it is tried again.
      await mergeMemory(tx, number.id, {
        release: afterReleaseStep(number.memory.release, 'clearOverride', outcome, now()),
      });
      await appendTimeline(tx, [
        {
          numberId: number.id,
          at: now(),
          kind: 'override',
          sentence: writeSentence('removing our callback', outcome),
          facts: writeFacts(outcome),
        },
      ]);
    });
  };
