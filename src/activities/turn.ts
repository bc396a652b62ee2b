import { activityInfo } from '@temporalio/activity';
import { MINUTE } from '../onboarding/duration.js';
import { conclude, type Conclusion } from '../onboarding/conclude.js';
import { answeredIntents, type IntentOutcome } from '../onboarding/intents.js';
import type { Ledger } from '../onboarding/ledger.js';
import { newsOf, type News } from '../onboarding/news.js';
import type { PlannedStep } from '../onboarding/plan-wait.js';
import { spentBy } from '../onboarding/refusals.js';
import { isCoexistence, seen } from '../onboarding/situation.js';
import type { Stage } from '../onboarding/stage.js';
import { nextSweepAt } from '../onboarding/sweep-schedule.js';
import { untilOf, type Ending } from '../onboarding/step.js';
import type { TokenNews } from '../onboarding/token-news.js';
import type { World } from '../onboarding/world.js';
import { currentOwner, isWabaStillNeeded } from '../store/onboarding-numbers.js';
import { postponeCheck } from '../store/postpone-check.js';
import { loadLedger } from '../store/ledger.js';
import type { OutgoingEvent } from '../store/append.js';
import { numberEvent } from '../store/number-event.js';
import { SWEPT } from '../store/record-swept-number.js';
import { recordTurn, type TurnRecord } from '../store/record-turn.js';
import type { IntentRow, NumberRow } from '../store/tables.js';
import { catchUp } from '../webhooks/drain/catch-up.js';
import { WABA_EVENT } from '../webhooks/drain/wake-reasons.js';
import { causeOf } from './cause.js';
import { callsInBackgroundFrom } from './background-calls.js';
import { takeIntents } from './take-intents.js';
import type { Dependencies } from './dependencies.js';
import { openNumber, type NumberSession } from './number-session.js';
import { lastWriteOf } from './read-node.js';
import { findSuccessor, type Successor } from './find-successor.js';
import { heartbeating } from './heartbeating.js';
import { observe } from './observe.js';
import {
  detailsForTemporal,
  eventsOfTurn,
  summaryForTemporal,
  timelineOfTurn,
  type Happened,
} from './story.js';
import { refusedWishes } from './refused-wishes.js';
import { restrictionsOf } from './restrictions.js';
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

/** What a turn loads before it asks Meta. */
interface Look {
  readonly session: NumberSession;
  readonly intents: readonly IntentRow[];
  readonly ledger: Ledger;
}

/** A write of ours is followed by its read-back, however short the budget. */
const READ_BACK = 2 * MINUTE;

/** Now, unless nobody asked and the WABA's call budget is down to what is kept for people. */
async function mayReadFrom(
  deps: Dependencies,
  { session, intents, ledger }: Look,
  { at, wokenBy }: TurnInput,
): Promise<number> {
  const { number } = session;
  if (intents.length > 0 || !wokenBy.every((why) => QUIET.includes(why))) return at;
  if (at - lastWriteOf(number.memory, ledger.registers[0]?.startedAt) < READ_BACK) return at;
  return callsInBackgroundFrom(deps, session, at);
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

async function lookAt(
  deps: Dependencies,
  { session, intents, ledger }: Look,
  { at, wokenBy }: TurnInput,
): Promise<World> {
  const { number, waba } = session;
  const fresh = intents.some(({ kind }) => kind === 'check' || kind === 'repair_webhooks');
  const observation = await observe(deps, session, {
    at,
    fresh,
    hasRefusal: ledger.registers[0]?.outcome === 'refused',
    isPoll: wokenBy.every((why) => why === 'timer' || why === WABA_EVENT),
    isQuiet: !fresh && wokenBy.every((why) => QUIET.includes(why)),
    lastWriteAt: lastWriteOf(number.memory, ledger.registers[0]?.startedAt),
  });
  return toWorld({
    number: await caughtUp(deps, number, observation, at),
    tokenChangedAt: waba.token_changed_at,
    wabaStillNeeded: number.desired === 'released' && (await isWabaStillNeeded(deps.db, number)),
    intents,
    ledger,
    observation,
    restrictions: await restrictionsOf(deps.db, number.waba_id),
    settings: deps.settings,
    at,
  });
}

/** The number with what Meta told about it before its digits were known. */
async function caughtUp(
  { db }: Dependencies,
  number: NumberRow,
  { node }: World['observation'],
  at: number,
): Promise<NumberRow> {
  const digits =
    node.kind === 'known' ? (node.value.displayPhoneNumber ?? '').replace(/\D/g, '') : '';
  if (digits === '' || !(await catchUp(db, number, { digits, at }))) return number;
  return (await currentOwner(db, number.phone_number_id)) ?? number;
}

function toRecord(
  { session, intents, ledger }: Look,
  conclusion: Conclusion,
  { at, runStartedAt, turnNo, wokenBy }: TurnInput,
  successor: Successor | null,
): TurnRecord {
  const { number } = session;
  const { world, remembered, decision, conditions, standing, plan, explanation } = conclusion;
  const settled =
    decision.reason === 'in_progress'
      ? world.memory.settled
      : { reason: decision.reason, since: standing.reasonSince };
  const answered = answeredIntents(world, decision);
  const cause = causeOf(wokenBy, intents, number.memory);
  const { news, told } = newsOf(world, decision, {
    memory: number.memory,
    mode: number.mode,
    isToldByMeta: cause.kind === 'meta_webhook',
  });
  const happened: Happened = {
    session,
    world,
    decision,
    explanation,
    standing,
    intents,
    cause,
    news: successor === null ? news : [...news, supersededBy(successor)],
  };
  return {
    number,
    run: { id: activityInfo().workflowExecution?.runId ?? '', startedAt: runStartedAt, turnNo },
    at,
    explanation,
    conditions,
    memory: { ...remembered, leavingLive: standing.leavingLive, settled, cause, told },
    node: shownNode(world),
    nodeError: explainUnread(world),
    cause,
    mode: isCoexistence(world) ? 'coexistence' : number.mode,
    nextCheckAt: plan.nextCheckAt,
    // A restriction ends on the second that Meta stated, not when a sweep comes by.
    wakeAt: decision.step.kind === 'end' ? untilOf(decision.step) : null,
    sweepBy: standing.stage === 'live' && plan.step.kind === 'end' ? plan.nextCheckAt : null,
    liveAt: number.live_at?.getTime() ?? (standing.stage === 'live' ? at : null),
    releasedAt: standing.stage === 'closed' ? at : null,
    intents: [...answered, ...intents.filter(isSeenOnly).map(seenByController)],
    spent: ledger.registers.slice(0, 1).flatMap((attempt) => {
      const by = spentBy(attempt, world);
      return by === null ? [] : [{ attemptId: attempt.id, by }];
    }),
    timeline: [...timelineOfTurn(happened), ...refusedWishes(answered, intents, at)],
    events: [...eventsOfTurn(happened), ...silenceEvents(happened)],
    templatesDue: seen(world) !== null && areTemplatesDue(session),
  };
}

const supersededBy = ({ phoneNumberId, wabaId }: Successor): News => ({
  type: 'number.superseded',
  sentence: `The same number is ${phoneNumberId} in the WhatsApp account ${wabaId} now.`,
  facts: { phone_number_id: phoneNumberId, waba_id: wabaId },
});

/** Never read, or not with the token that serves the WABA now; later the schedule and Meta's webhooks see to it. */
const areTemplatesDue = ({ waba }: NumberSession): boolean =>
  waba.templates_attempted_at === null || waba.templates_attempted_at < waba.token_changed_at;

/** `number.silent`, when a number falls silent; the timeline tells it as every new reason. */
function silenceEvents({
  session: { number },
  decision,
  explanation,
  world,
  cause,
}: Happened): OutgoingEvent[] {
  if (decision.reason !== 'silent' || number.reason === 'silent') return [];
  return [numberEvent({ ...number, explanation }, 'number.silent', { at: world.at, cause })];
}

const seenByController = ({ id }: IntentRow): IntentOutcome => ({
  id,
  state: 'done',
  code: null,
  message: 'Seen by the controller.',
});

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

/** Wakes behind which nobody stands who knows more than we do about the token. */
const QUIET: readonly string[] = [
  'started',
  'timer',
  'overdue',
  WABA_EVENT,
  SWEPT,
  'token_invalid' satisfies TokenNews['kind'],
];

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

/** The node as this turn saw it; a shared read may be a little older than the turn. */
const shownNode = ({ observation: { node } }: World): TurnRecord['node'] =>
  node.kind === 'known' ? { node: node.value, readAt: node.readAt } : null;

function explainUnread({ observation: { node } }: World): TurnRecord['nodeError'] {
  switch (node.kind) {
    case 'known':
      return null;
    case 'refused':
      return { message: node.refusal.message, refusal: node.refusal };
    case 'unreadable':
      return { message: `Meta could not be read: ${node.cause}.` };
  }
}

const ended = (ending: Ending, summary: string): TurnResult => ({
  step: { kind: 'end', ending },
  summary,
  details: summary,
  searchAttributes: null,
});
