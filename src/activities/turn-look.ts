import { MINUTE } from '../onboarding/duration.js';
import type { Ledger } from '../onboarding/ledger.js';
import type { TokenNews } from '../onboarding/token-news.js';
import type { World } from '../onboarding/world.js';
import { currentOwner, isWabaStillNeeded } from '../store/onboarding-numbers.js';
import { SWEPT } from '../store/record-swept-number.js';
import type { IntentRow, NumberRow } from '../store/tables.js';
import { catchUp } from '../webhooks/drain/catch-up.js';
import { WABA_EVENT } from '../webhooks/drain/wake-reasons.js';
import { callsInBackgroundFrom } from './background-calls.js';
import type { Dependencies } from './dependencies.js';
import type { NumberSession } from './number-session.js';
import { observe } from './observe.js';
import { lastWriteOf } from './read-node.js';
import { restrictionsOf } from './restrictions.js';
import type { TurnInput } from './turn.js';
import { toWorld } from './world.js';

/** What a turn loads before it asks Meta. */
export interface Look {
  readonly session: NumberSession;
  readonly intents: readonly IntentRow[];
  readonly ledger: Ledger;
}

/** Wakes behind which nobody stands who knows more than we do about the token. */
const QUIET: readonly string[] = [
  'started',
  'timer',
  'overdue',
  WABA_EVENT,
  SWEPT,
  'token_invalid' satisfies TokenNews['kind'],
];

/** A write of ours is followed by its read-back, however short the budget. */
const READ_BACK = 2 * MINUTE;

/** The first instant from `at` on at which this turn may read Meta: now, unless nobody asked and the WABA's call budget is down to what is kept for people. */
export async function mayReadFrom(
  deps: Dependencies,
  { session, intents, ledger }: Look,
  { at, wokenBy }: TurnInput,
): Promise<number> {
  const { number } = session;
  if (intents.length > 0 || !wokenBy.every((why) => QUIET.includes(why))) return at;
  if (at - lastWriteOf(number.memory, ledger.registers[0]?.startedAt) < READ_BACK) return at;
  return callsInBackgroundFrom(deps, session, at);
}

/** Reads Meta, and puts what it says beside what is stored. */
export async function lookAt(
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
    isPoll: mayShare(wokenBy),
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

/** What a read of the whole WABA serves; that a wake also started the run says nothing more. */
const SHARING: readonly string[] = ['timer', WABA_EVENT];

const mayShare = (wokenBy: readonly string[]): boolean =>
  wokenBy.some((why) => SHARING.includes(why)) &&
  wokenBy.every((why) => why === 'started' || SHARING.includes(why));
