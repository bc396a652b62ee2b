import { conclude, type Conclusion } from '../onboarding/conclude.js';
import type { PlannedStep } from '../onboarding/plan-wait.js';
import { seen } from '../onboarding/situation.js';
import type { Stage } from '../onboarding/stage.js';
import { nextSweepAt } from '../onboarding/sweep-schedule.js';
import type { Ending } from '../onboarding/step.js';
import { loadLedger } from '../store/ledger.js';
import { postponeCheck } from '../store/postpone-check.js';
import { recordTurn } from '../store/record-turn.js';
import type { Dependencies } from './dependencies.js';
import { findSuccessor } from './find-successor.js';
import { heartbeating } from './heartbeating.js';
import { openNumber, type NumberSession } from './number-session.js';
import { detailsForTemporal, summaryForTemporal } from './story.js';
import { takeIntents } from './take-intents.js';
import { lookAt, mayReadFrom, type Look } from './turn-look.js';
import { toRecord } from './turn-record.js';

export interface TurnInput {
  readonly phoneNumberId: string;
  /** The workflow's clock, ms. */
  readonly at: number;
  /** Why there is a turn now: `started`, `timer`, `retry`, or the reason of a wake. */
  readonly wokenBy: readonly string[];
  readonly turnNo: number;
  /** When this run began, ms: (run, turn) only ever increases. */
  readonly runStartedAt: number;
}

/** What the workflow does next; holds no secret. */
export interface TurnResult {
  readonly step: PlannedStep;
  /** ≤ 200 bytes, for the activity or timer that follows. */
  readonly summary: string;
  /** Markdown for Temporal Web's current details. */
  readonly details: string;
  readonly searchAttributes: {
    readonly stage: Stage;
    readonly waitingOn: string;
    readonly accountId: string;
    readonly wabaId: string;
  } | null;
}

/**
 * Reads the world, decides, records what was seen and what it means, and returns one step. Never throws for what Meta does; an exception
 * means that our own store could not be reached, and Temporal tries again.
 */
export const makeTurn =
  (deps: Dependencies) =>
  (input: TurnInput): Promise<TurnResult> =>
    heartbeating(() => takeTurn(deps, input));

async function takeTurn(deps: Dependencies, input: TurnInput): Promise<TurnResult> {
  const session = await openNumber(deps, input.phoneNumberId, input.at);
  if (session === null) return ended('released', 'No account owns this number any more.');

  const intents = await takeIntents(deps, session.number, input);
  const ledger = await loadLedger(deps.db, input.phoneNumberId);
  const look: Look = { session, intents, ledger };
  const readableFrom = await mayReadFrom(deps, look, input);
  if (readableFrom > input.at) return postpone(deps, session, readableFrom, input.at);

  const conclusion = conclude(await lookAt(deps, look, input), {
    before: session.number.conditions,
    wokenBy: input.wokenBy.at(-1) ?? 'timer',
    jitter: deps.jitter(),
    usagePercent: session.waba.usage_percent,
    nextSweepAt: sweepAfter(deps, session, input.at),
  });

  const { reason } = conclusion.decision;
  const display = (seen(conclusion.world)?.node ?? session.number.node)?.displayPhoneNumber ?? null;
  const successor =
    reason === 'number_gone' ? await findSuccessor(deps, session, display, input.at) : null;
  const recorded = await recordTurn(deps.db, toRecord(look, conclusion, input, successor));
  await deps.crashPoint('turn_recorded');
  if (!recorded)
    return ended('parked', 'A newer turn has been recorded; this one changes nothing.');
  return toResult(session, conclusion);
}

/** Waits for the budget: nothing was seen, so nothing but the time of the next look changes. */
async function postpone(
  deps: Dependencies,
  { number }: NumberSession,
  from: number,
  at: number,
): Promise<TurnResult> {
  // Its numbers do not all come at the same instant.
  const delayMs = Math.ceil((from - at) * (1 + 0.1 * Math.abs(deps.jitter())));
  const explanation = await postponeCheck(deps.db, number, at + delayMs);
  return {
    step: { kind: 'wait', delayMs },
    summary: summaryForTemporal(explanation, 'wait for Meta’s call budget'),
    details: detailsForTemporal(explanation, number.conditions, number),
    searchAttributes: null,
  };
}

const toResult = (
  { number }: NumberSession,
  { plan, explanation, conditions }: Conclusion,
): TurnResult => ({
  step: plan.step,
  summary: summaryForTemporal(explanation, plan.step.kind),
  details: detailsForTemporal(explanation, conditions, number),
  searchAttributes: {
    stage: explanation.stage,
    waitingOn: explanation.waiting_on,
    accountId: number.account_id,
    wabaId: number.waba_id,
  },
});

/** When the sweep looks at the WABA again, ms: as planned, unless that is over. */
function sweepAfter({ settings, jitter }: Dependencies, { waba }: NumberSession, at: number) {
  const planned = waba.next_sweep_at?.getTime() ?? 0;
  if (planned > at) return planned;
  return nextSweepAt({
    isRisky: false,
    mustConfirm: false,
    failures: 0,
    until: null,
    usagePercent: waba.usage_percent,
    at,
    pace: settings.pace,
    jitter: jitter(),
  });
}

const ended = (ending: Ending, summary: string): TurnResult => ({
  step: { kind: 'end', ending },
  summary,
  details: summary,
  searchAttributes: null,
});
