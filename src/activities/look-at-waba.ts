import type { PhoneNumberNode } from '../graph/schemas.js';
import type { Condition } from '../onboarding/conditions.js';
import { conclude, type Conclusion } from '../onboarding/conclude.js';
import { judge, type Verdict } from '../onboarding/drift.js';
import { normaliseNode } from '../onboarding/normalise.js';
import { nextExpiry, type Restriction } from '../onboarding/restrictions.js';
import { seen } from '../onboarding/situation.js';
import { isRisky, nextSweepAt } from '../onboarding/sweep-schedule.js';
import type { World } from '../onboarding/world.js';
import { loadLedger } from '../store/ledger.js';
import { recordSweptNumber } from '../store/record-swept-number.js';
import type { NumberRow } from '../store/tables.js';
import type { Dependencies } from './dependencies.js';
import { measureTraffic } from './measure-traffic.js';
import type { WabaSession } from './number-session.js';
import { observeWaba, toRead, type WabaObservation } from './observe.js';
import { lastWriteOf, readNodes, type NodesRead } from './read-node.js';
import { restrictionsOf } from './restrictions.js';
import { toWorld } from './world.js';

type Deps = Pick<Dependencies, 'db' | 'vault' | 'graph' | 'settings' | 'jitter'>;

/** One number of a WABA as one look at all of them shows it. */
export interface LookedAt {
  readonly number: NumberRow;
  readonly conclusion: Conclusion;
  readonly verdict: Verdict;
}

/** What one list read of a WABA came to. Instants in ms. */
export interface LookAtWaba {
  readonly numbers: readonly LookedAt[];
  readonly observed: WabaObservation;
  /** Why Meta did not say how the numbers are; null when it did. */
  readonly failure: string | null;
  /** Meta could not be asked at all. */
  readonly isUnreadable: boolean;
  /** Looks in a row that failed. */
  readonly failures: number;
  /** When to look again without being asked. */
  readonly nextSweepAt: number;
}

/**
 * Looks at these numbers of a WABA with one list read and concludes as a turn would; writes nothing about them. `factsEvery` (ms): how old
 * the WABA's own facts may be.
 */
export async function lookAtWaba(
  deps: Deps,
  session: WabaSession,
  { numbers, at, factsEvery }: { numbers: readonly NumberRow[]; at: number; factsEvery: number },
): Promise<LookAtWaba> {
  const { db, settings, jitter } = deps;
  const restrictions = await restrictionsOf(db, session.waba.waba_id);
  const traffic = await measureTraffic(deps, numbers, at);
  const nodes = await readNodes(deps, session, at);
  const observed = await observeWaba(deps, session, { at, nodes, factsEvery });

  const looked: LookedAt[] = [];
  for (const number of numbers) {
    const world = toWorld({
      number: { ...number, usual_gap: traffic.get(number.id) ?? number.usual_gap },
      tokenChangedAt: session.waba.token_changed_at,
      wabaStillNeeded: false,
      intents: [],
      ledger: await loadLedger(db, number.phone_number_id),
      restrictions,
      observation: { ...observed, node: await readOf(deps, session, { number, nodes, at }) },
      settings,
      at,
    });
    const conclusion = concludeFor(deps, session, { number, world, nextSweepAt: at });
    looked.push({ number, conclusion, verdict: judge(conclusion, number) });
  }
  const failure = failureOf(nodes);
  const failures = failure === null ? 0 : (session.waba.sweep_error?.failures ?? 0) + 1;
  return {
    numbers: looked,
    observed,
    failure,
    isUnreadable: nodes.outcome.kind === 'unreadable',
    failures,
    nextSweepAt: nextLook({ looked, restrictions, failures, session, at }, settings.pace, jitter()),
  };
}

const nextLook = (
  {
    looked,
    restrictions,
    failures,
    session,
    at,
  }: {
    looked: readonly LookedAt[];
    restrictions: readonly Restriction[];
    failures: number;
    session: WabaSession;
    at: number;
  },
  pace: number,
  jitter: number,
): number =>
  nextSweepAt({
    isRisky: looked.some(({ conclusion: { world } }) => {
      const node = seen(world)?.node;
      return node !== undefined && isRisky(node);
    }),
    mustConfirm: looked.some(({ verdict }) => verdict.kind === 'drifting'),
    failures,
    until: nextExpiry(restrictions, at),
    usagePercent: session.waba.usage_percent,
    at,
    pace,
    jitter,
  });

const concludeFor = (
  { jitter }: Pick<Deps, 'jitter'>,
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

function failureOf({ outcome }: NodesRead): string | null {
  switch (outcome.kind) {
    case 'known':
      return null;
    case 'refused':
      return outcome.error.message;
    case 'unreadable':
      return `Meta could not be read: ${outcome.failure.cause}.`;
  }
}

/** Keeps what a look made of a live number, with the instant of the next look, which all of them together decide. True: a turn was asked for. */
export function recordLook(
  deps: Pick<Deps, 'db' | 'jitter'>,
  session: WabaSession,
  { number, conclusion, verdict }: LookedAt,
  next: number,
): Promise<boolean> {
  const { world } = conclusion;
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
