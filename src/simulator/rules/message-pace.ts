import type { PhoneNumber } from '../state/phone-number.js';
import { SECOND } from '../state/clock.js';

/** Messages a second. Source: facts/meta.md §1.17. */
const THROUGHPUT = { coexistence: 20, STANDARD: 80, HIGH: 1_000 } as const;
/** One message in six seconds to one person, 45 of them ahead of time. Source: facts/meta.md §1.17. */
const PAIR_INTERVAL = 6 * SECOND;
const PAIR_BURST = 45;
/** Persons kept for one number; the rest of a crowd is forgotten. */
const MANY = 100_000;

/** What one number sent lately. */
interface Sent {
  /** The second that is counted, and how many were sent in it. */
  second: number;
  count: number;
  /** By person: when everything sent so far is paid for. */
  readonly pairs: Map<string, number>;
  /** By person: how often a send was refused for the fate's sake. */
  readonly refusals: Map<string, number>;
}

const memory = new WeakMap<PhoneNumber, Sent>();

function sentBy(number: PhoneNumber): Sent {
  const known = memory.get(number);
  if (known !== undefined) return known;
  const fresh: Sent = { second: 0, count: 0, pairs: new Map(), refusals: new Map() };
  memory.set(number, fresh);
  return fresh;
}

/** Counts a send against both limits; the code it is refused with, or undefined. */
export function exceededLimit(
  number: PhoneNumber,
  recipient: string,
  now: number,
): 130429 | 131056 | undefined {
  const sent = sentBy(number);
  const second = Math.floor(now / SECOND);
  if (sent.second !== second) Object.assign(sent, { second, count: 0 });
  if (sent.count >= throughputOf(number)) return 130429;

  const paid = Math.max(sent.pairs.get(recipient) ?? now, now) + PAIR_INTERVAL;
  if (paid - now > PAIR_BURST * PAIR_INTERVAL) return 131056;
  sent.count += 1;
  if (sent.pairs.size >= MANY) sent.pairs.clear();
  sent.pairs.set(recipient, paid);
  return undefined;
}

/** Counts a refusal that the recipient's digits ask for; false once there were enough. */
export function refusesOnceMore(number: PhoneNumber, recipient: string, times: number): boolean {
  const { refusals } = sentBy(number);
  const before = refusals.get(recipient) ?? 0;
  if (before >= times) {
    refusals.delete(recipient);
    return false;
  }
  refusals.set(recipient, before + 1);
  return true;
}

function throughputOf({ node }: PhoneNumber): number {
  if (node.is_on_biz_app === true) return THROUGHPUT.coexistence;
  return node.throughput?.level === 'HIGH' ? THROUGHPUT.HIGH : THROUGHPUT.STANDARD;
}
