import { graphErrors } from '../graph/errors.js';
import type { LaterChange, Refusal } from '../scenarios/scenario.js';
import { isRegistered, type PhoneNumber } from '../state/phone-number.js';
import type { World } from '../state/world.js';
import { isNameInReview } from './name-review.js';

/** Something that happens to a number by itself. */
export interface NextEvent {
  /** On the simulated clock. */
  readonly at: number;
  readonly what: string;
}

/** What happens to the number next if nobody does anything; undefined = nothing ever. */
export function nextEventOf(world: World, number: PhoneNumber, now: number): NextEvent | undefined {
  let next: NextEvent | undefined;
  for (const { at, what } of [...ownEvents(number), ...accountEvents(world, number)]) {
    if (at === undefined || at <= now || (next !== undefined && next.at <= at)) continue;
    next = { at, what };
  }
  return next;
}

interface PossibleEvent {
  readonly at: number | undefined;
  readonly what: string;
}

function ownEvents(number: PhoneNumber): PossibleEvent[] {
  const { behaviour, registrations, deregistrations } = number;
  const code = number.codes.at(-1);
  const outcome = behaviour.name_decision === 'APPROVED' ? 'approved' : 'declined';
  return [
    { at: number.activates_at, what: 'Meta connects it' },
    {
      at: isNameInReview(number) ? number.name_decision_at : undefined,
      what: `its name is ${outcome}`,
    },
    { at: number.lag?.until, what: 'reads show what it was told last' },
    { at: registrations.blocked_until, what: 'the block of register ends' },
    { at: deregistrations.blocked_until, what: 'the block of deregister ends' },
    { at: number.guess_lock?.until, what: 'PINs are compared again' },
    { at: number.code_cooldown_until, what: 'another code may be requested' },
    { at: code?.used === false ? code.expires_at : undefined, what: 'its code expires' },
    ...behaviour.later.map((change) => ({ at: instantOf(number, change), what: change.what })),
    ...behaviour.refusals.flatMap((refusal) => refusalEvents(number, refusal)),
  ];
}

function accountEvents(world: World, number: PhoneNumber): PossibleEvent[] {
  const { throttled_ms: throttled } = number.behaviour;
  const token = world.tokens.get(world.wabas.get(number.waba_id)?.token ?? '');
  return [
    {
      at: throttled === 0 ? undefined : number.added_at + throttled,
      what: 'its calls are no longer throttled',
    },
    { at: token?.ended === undefined ? token?.expires_at : undefined, what: 'its token expires' },
  ];
}

function instantOf(number: PhoneNumber, change: LaterChange): number | undefined {
  if (change.unless_registered === true && isRegistered(number)) return undefined;
  const from = change.since === 'added' ? number.added_at : number.connected_at;
  return from === undefined ? undefined : from + change.after_ms;
}

function refusalEvents(
  number: PhoneNumber,
  { answer, from_ms, until_ms }: Refusal,
): PossibleEvent[] {
  const row = graphErrors[answer];
  const code = 'subcode' in row ? `${row.code}/${row.subcode}` : String(row.code);
  const after = (delay: number | undefined) =>
    delay === undefined ? undefined : number.added_at + delay;
  return [
    { at: after(from_ms), what: `register begins to be refused with ${code}` },
    { at: after(until_ms), what: `register is no longer refused with ${code}` },
  ];
}
