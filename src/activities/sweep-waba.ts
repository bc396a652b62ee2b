import type { ReadOutcome } from '../graph/outcome.js';
import type { PhoneNumberNode } from '../graph/schemas.js';
import type { Condition } from '../onboarding/conditions.js';
import { conclude, type Conclusion } from '../onboarding/conclude.js';
import { judge, type Verdict } from '../onboarding/drift.js';
import { normaliseNode } from '../onboarding/normalise.js';
import { nextExpiry } from '../onboarding/restrictions.js';
import { seen } from '../onboarding/situation.js';
import { isRisky, nextSweepAt } from '../onboarding/sweep-schedule.js';
import type { World } from '../onboarding/world.js';
import { loadLedger } from '../store/ledger.js';
import { liveNumbersOf } from '../store/onboarding-numbers.js';
import { recordSweptNumber } from '../store/record-swept-number.js';
import { postponeCheck } from '../store/postpone-check.js';
import { finishSweep, putOffSweep, type ClaimedSweep } from '../store/sweeps.js';
import type { NumberRow } from '../store/tables.js';
import { callsInBackgroundFrom } from './background-calls.js';
import type { Dependencies } from './dependencies.js';
import { openWaba, type WabaSession } from './number-session.js';
import { observeWaba, toRead } from './observe.js';
import { lastWriteOf, readNodes, type NodesRead } from './read-node.js';
import { restrictionsOf } from './restrictions.js';
import { measureTraffic } from './measure-traffic.js';
import { toWorld } from './world.js';

type Deps = Pick<Dependencies, 'db' | 'vault' | 'graph' | 'settings' | 'jitter' | 'calls'>;

/** What a sweep of one WABA came to. */
export interface SweptWaba {
  readonly numbers: number;
  readonly woken: number;
  /** Meta did not say how its numbers are. */
  readonly failed: boolean;
}

const NOT_SWEPT: SweptWaba = { numbers: 0, woken: 0, failed: false };

interface Swept {
  readonly number: NumberRow;
  readonly conclusion: Conclusion;
  readonly verdict: Verdict;
}

/**
 * Looks at every live number of a WABA with one list read, concludes as a turn would, keeps what changed, and asks for a turn where one is
 * due. It writes nothing at Meta: what is to be done is for the numbers' own runs. Never throws for what Meta does.
 */
export async function sweepWaba(deps: Deps, claim: ClaimedSweep, at: number): Promise<SweptWaba> {
  const { db } = deps;
  const numbers = await liveNumbersOf(db, claim);
  if (numbers.length === 0) {
    await putOffSweep(db, claim, null);
    return NOT_SWEPT;
  }
  const session = await openWaba(deps, claim, at);
  const allowedAt = await callsInBackgroundFrom(deps, session, at);
  if (allowedAt > at) {
    for (const number of numbers) await postponeCheck(db, number, allowedAt);
    await putOffSweep(db, claim, allowedAt);
    return NOT_SWEPT;
  }
  const restrictions = await restrictionsOf(db, claim.wabaId);
  const traffic = await measureTraffic(deps, numbers, at);
  const nodes = await readNodes(deps, session, at);
  const observed = await observeWaba(deps, session, { at, nodes });

  const swept: Swept[] = [];
  for (const number of numbers) {
    const world = toWorld({
      number: { ...number, usual_gap: traffic.get(number.id) ?? number.usual_gap },
      tokenChangedAt: session.waba.token_changed_at,
      wabaStillNeeded: false,
      intents: [],
      ledger: await loadLedger(db, number.phone_number_id),
      restrictions,
      observation: { ...observed, node: await readOf(deps, session, { number, nodes, at }) },
      settings: deps.settings,
      at,
    });
    const conclusion = concludeFor(deps, session, { number, world, nextSweepAt: at });
    swept.push({ number, conclusion, verdict: judge(conclusion, number) });
  }

  const failure = failureOf(nodes.outcome);
  const failures = failure === null ? 0 : (session.waba.sweep_error?.failures ?? 0) + 1;
  const next = nextSweepAt({
    isRisky: swept.some(({ conclusion: { world } }) => {
      const node = seen(world)?.node;
      return node !== undefined && isRisky(node);
    }),
    mustConfirm: swept.some(({ verdict }) => verdict.kind === 'drifting'),
    failures,
    until: nextExpiry(restrictions, at),
    usagePercent: session.waba.usage_percent,
    at,
    pace: deps.settings.pace,
    jitter: deps.jitter(),
  });
  let woken = 0;
  for (const one of swept) if (await record(deps, session, one, next)) woken += 1;
  await finishSweep(db, {
    ...claim,
    at,
    nextSweepAt: next,
    error: failure === null ? null : { failures, message: failure },
  });
  return { numbers: numbers.length, woken, failed: failure !== null };
}

const concludeFor = (
  { jitter }: Deps,
  { waba }: WabaSession,
  { number, world, nextSweepAt: next }: { number: NumberRow; world: World; nextSweepAt: number },
): Conclusion =>
  conclude(world, {
    before: number.conditions as readonly Condition[],
    wokenBy: 'sweep',
    jitter: jitter(),
    usagePercent: waba.usage_percent,
    nextSweepAt: next,
  });

/** A list that fails says as much of each of its numbers; one that lacks a number proves nothing, so that number is asked for itself. */
async function readOf(
  { graph }: Deps,
  { caller }: WabaSession,
  { number, nodes, at }: { number: NumberRow; nodes: NodesRead; at: number },
): Promise<World['observation']['node']> {
  const toNode = (value: PhoneNumberNode) => normaliseNode(value, graph.droppedFields());
  const { outcome, readAt } = nodes;
  if (outcome.kind !== 'known') return toRead(outcome, readAt, toNode);
  const listed = outcome.value.find(({ id }) => id === number.phone_number_id);
  if (listed !== undefined && lastWriteOf(number.memory, undefined) < readAt)
    return toRead({ ...outcome, value: listed }, readAt, toNode);
  return toRead(await graph.phoneNumber(caller, number.phone_number_id), at, toNode);
}

/** Why the WABA's numbers could not be read; null when they could. */
function failureOf(outcome: ReadOutcome<unknown>): string | null {
  switch (outcome.kind) {
    case 'known':
      return null;
    case 'refused':
      return outcome.error.message;
    case 'unreadable':
      return `Meta could not be read: ${outcome.failure.cause}.`;
  }
}

function record(
  deps: Deps,
  session: WabaSession,
  { number, conclusion, verdict }: Swept,
  next: number,
): Promise<boolean> {
  const { world } = conclusion;
  // The same look, with the instant of the next one, which all of them together decide.
  const { explanation, conditions, remembered, standing, plan } = concludeFor(deps, session, {
    number,
    world,
    nextSweepAt: next,
  });
  const { node } = world.observation;
  return recordSweptNumber(deps.db, {
    number,
    at: world.at,
    node: node.kind === 'known' ? { node: node.value, readAt: node.readAt } : null,
    verdict,
    conditions,
    explanation,
    memory: { ...remembered, leavingLive: standing.leavingLive },
    nextCheckAt: verdict.kind === 'holds' ? plan.nextCheckAt : next,
  });
}
