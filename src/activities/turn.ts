import { activityInfo } from '@temporalio/activity';
import { conditionsOf } from '../onboarding/conditions.js';
import { decide } from '../onboarding/decide.js';
import { explain, waitingOn } from '../onboarding/explain.js';
import { answeredIntents } from '../onboarding/intents.js';
import type { Memory } from '../onboarding/memory.js';
import { spentBy } from '../onboarding/refusals.js';
import { remember } from '../onboarding/remember.js';
import { nextDelay, PARK_FROM, type Delay } from '../onboarding/schedule.js';
import type { Decision } from '../onboarding/sentence.js';
import { settle, type Standing } from '../onboarding/settle.js';
import { isCoexistence, seen } from '../onboarding/situation.js';
import type { Stage } from '../onboarding/stage.js';
import type { Ending, Step } from '../onboarding/step.js';
import type { World } from '../onboarding/world.js';
import { isWabaStillNeeded } from '../store/onboarding-numbers.js';
import { loadLedger } from '../store/ledger.js';
import { recordTurn } from '../store/record-turn.js';
import { WABA_EVENT } from '../webhooks/drain/wake-reasons.js';
import { takeIntents } from './take-intents.js';
import type { Dependencies } from './dependencies.js';
import { openNumber } from './number-session.js';
import { lastWriteOf } from './read-node.js';
import { heartbeating } from './heartbeating.js';
import { observe } from './observe.js';
import { detailsForTemporal, eventsOfTurn, summaryForTemporal, timelineOfTurn } from './story.js';
import { refusedWishes } from './refused-wishes.js';
import { isSeenOnly, toWorld } from './world.js';

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
  readonly step:
    | Exclude<Step, { kind: 'wait' } | { kind: 'end' }>
    | { readonly kind: 'wait'; readonly delayMs: number }
    | { readonly kind: 'end'; readonly ending: Ending };
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
  const { phoneNumberId, at } = input;
  const session = await openNumber(deps, phoneNumberId, at);
  if (session === null) return ended('released', 'No account owns this number any more.');

  const intents = await takeIntents(deps, session.number, input);
  const ledger = await loadLedger(deps.db, phoneNumberId);
  const hasRefusal = ledger.registers[0]?.outcome === 'refused';
  const fresh = intents.some(({ kind }) => kind === 'check' || kind === 'repair_webhooks');
  const observation = await observe(deps, session, {
    at,
    fresh,
    hasRefusal,
    isPoll: input.wokenBy.every((why) => why === 'timer' || why === WABA_EVENT),
    lastWriteAt: lastWriteOf(session.number.memory, ledger.registers[0]?.startedAt),
  });
  const seenWorld = toWorld({
    ...session,
    tokenChangedAt: session.waba.token_changed_at,
    wabaStillNeeded:
      session.number.desired === 'released' && (await isWabaStillNeeded(deps.db, session.number)),
    intents,
    ledger,
    observation,
    settings: deps.settings,
    at,
  });
  const remembered = remember(seenWorld);
  const world: World = { ...seenWorld, memory: { ...seenWorld.memory, ...remembered } as Memory };
  const decision = decide(world);
  const conditions = conditionsOf(world, decision, session.number.conditions);
  const standing = settle(world, decision, conditions);
  const plan = planWait(world, decision, standing, {
    jitter: deps.jitter(),
    usagePercent: session.waba.usage_percent,
  });
  const explanation = explain(world, decision, {
    ...standing,
    nextCheckAt: standing.stage === 'closed' ? null : plan.nextCheckAt,
    wokenBy: input.wokenBy.at(-1) ?? 'timer',
  });

  const isClosed = standing.stage === 'closed';
  const liveAt = session.number.live_at?.getTime() ?? (standing.stage === 'live' ? at : null);
  const settled =
    decision.reason === 'in_progress'
      ? world.memory.settled
      : { reason: decision.reason, since: standing.reasonSince };
  const answered = answeredIntents(world, decision);
  const happened = { session, world, decision, explanation, standing, intents };
  const recorded = await recordTurn(deps.db, {
    number: session.number,
    run: {
      id: activityInfo().workflowExecution?.runId ?? '',
      startedAt: input.runStartedAt,
      turnNo: input.turnNo,
    },
    at,
    explanation,
    conditions,
    memory: { ...remembered, leavingLive: standing.leavingLive, settled },
    node: seen(world)?.node ?? null,
    nodeError: explainUnread(world),
    mode: isCoexistence(world) ? 'coexistence' : session.number.mode,
    nextCheckAt: plan.nextCheckAt,
    liveAt,
    releasedAt: isClosed ? at : null,
    intents: [
      ...answered,
      ...intents.filter(isSeenOnly).map(({ id }) => ({
        id,
        state: 'done' as const,
        code: null,
        message: 'Seen by the controller.',
      })),
    ],
    spent: ledger.registers.slice(0, 1).flatMap((attempt) => {
      const by = spentBy(attempt, world);
      return by === null ? [] : [{ attemptId: attempt.id, by }];
    }),
    timeline: [...timelineOfTurn(happened), ...refusedWishes(answered, intents, at)],
    events: eventsOfTurn(happened),
  });
  await deps.crashPoint('turn_recorded');
  if (!recorded)
    return ended('parked', 'A newer turn has been recorded; this one changes nothing.');

  return {
    step: plan.step,
    summary: summaryForTemporal(explanation, plan.step.kind),
    details: detailsForTemporal(explanation, conditions, session.number),
    searchAttributes: {
      stage: explanation.stage,
      waitingOn: explanation.waiting_on,
      accountId: session.number.account_id,
      wabaId: session.number.waba_id,
    },
  };
}

interface Plan {
  readonly step: TurnResult['step'];
  readonly nextCheckAt: number;
}

/** No run polls a live number: the reconciler wakes it when `next_check_at` is overdue. */
const LIVE_RECHECK = 6 * 3_600_000;

function planWait(
  world: World,
  decision: Decision,
  standing: Standing,
  varying: { readonly jitter: number; readonly usagePercent: number | null },
): Plan {
  const { at, pace, number } = world;
  const { step } = decision;
  if (step.kind === 'end') return { step, nextCheckAt: at + LIVE_RECHECK * pace };
  if (step.kind !== 'wait') return { step, nextCheckAt: at };

  const byStage = step.cadence === 'name_review' || step.cadence === 'activating';
  const { delayMs, unpacedMs }: Delay = nextDelay({
    cadence: step.cadence,
    at,
    // A name that was changed begins its review anew, however long the stage has lasted.
    since: byStage
      ? Math.max(
          standing.stageSince,
          step.cadence === 'name_review' ? (world.memory.name?.changedAt ?? 0) : 0,
        )
      : standing.reasonSince,
    wroteAt: lastWrite(world),
    times: world.memory.unreadable?.times ?? 1,
    until: earliest(step.until, standing.graceEndsAt),
    pace,
    ...varying,
  });
  const awaited = waitingOn(decision);
  const parks =
    unpacedMs >= PARK_FROM &&
    (awaited === 'operator' || awaited === 'customer') &&
    number.desired === 'live';
  return {
    step: parks ? { kind: 'end', ending: 'parked' } : { kind: 'wait', delayMs },
    nextCheckAt: at + delayMs,
  };
}

/** The last write whose effect may still show: not a refused attempt, whose answer is its effect. */
function lastWrite({ ledger, memory }: World): number | null {
  const newest = ledger.registers[0];
  const writes = [
    newest !== undefined && newest.outcome !== 'refused' ? newest.startedAt : null,
    memory.subscribe?.outcome === 'accepted' ? memory.subscribe.lastAt : null,
    memory.override?.outcome === 'accepted' ? memory.override.lastAt : null,
    memory.pinReplace?.outcome === 'accepted' ? memory.pinReplace.lastAt : null,
    memory.code?.verifiedAt ?? null,
  ].filter((instant) => instant !== null);
  return writes.length === 0 ? null : Math.max(...writes);
}

const earliest = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.min(one, other);

function explainUnread({ observation: { node } }: World): string | null {
  if (node.kind === 'known') return null;
  return node.kind === 'refused' ? node.refusal.message : `Meta could not be read: ${node.cause}.`;
}

const ended = (ending: Ending, summary: string): TurnResult => ({
  step: { kind: 'end', ending },
  summary,
  details: summary,
  searchAttributes: null,
});
