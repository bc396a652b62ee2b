import { diagnose, type Failure } from './diagnose.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** One refusal of a send, as far as it decides what follows. */
export interface SendRefusal extends Failure {
  readonly code: number;
  readonly isTransient: boolean;
  /** What Meta asked to wait, ms. */
  readonly retryAfterMs: number | null;
}

/** What came before: the codes of this message's refusals, this one included, oldest first. */
export interface SendHistory {
  readonly codes: readonly number[];
  /** Since the message was asked for, ms. */
  readonly ageMs: number;
}

export type NextSend =
  | { readonly kind: 'retry'; readonly delayMs: number }
  /** `why` is empty where Meta refused for good, else a sentence on why we stopped. */
  | { readonly kind: 'give_up'; readonly why: string };

/** How one kind of refusal is met: after the n-th of the same code (from 1) this delay, and never more than so many. */
interface Ladder {
  readonly delayMs: (nth: number) => number;
  readonly most: number;
}

/** Nobody waits longer for a message: what should have come then is no use. */
const LONGEST = 6 * HOUR;

/** By code, or by subcode. Source of every row: facts/meta.md §1.17, §3.2, §3.3, §3.4. */
const LADDERS: readonly { readonly codes: readonly number[]; readonly ladder: Ladder }[] = [
  // "4^X seconds, X from 0".
  { codes: [131056], ladder: { delayMs: (nth) => 4 ** (nth - 1) * SECOND, most: 7 } },
  {
    codes: [130429],
    ladder: { delayMs: (nth) => Math.min(2 ** (nth - 1) * SECOND, 5 * MINUTE), most: 12 },
  },
  { codes: [131057], ladder: { delayMs: () => 90 * SECOND, most: 4 } },
  // "2–3×, then a person".
  { codes: [131000], ladder: { delayMs: (nth) => 5 ** nth * SECOND, most: 3 } },
  {
    codes: [1, 2, 131016, 133004],
    ladder: { delayMs: (nth) => Math.min(4 ** nth * SECOND, 5 * MINUTE), most: 6 },
  },
  // Usage of the app, user, edge or account: Meta says when in its headers.
  {
    codes: [4, 17, 32, 341, 613, 80007, 80008, 80012],
    ladder: { delayMs: () => 5 * MINUTE, most: 12 },
  },
  // Maintenance while an account is migrated: minutes.
  { codes: [2494100], ladder: { delayMs: () => 5 * MINUTE, most: 6 } },
  // Only where the host of the media answered 429.
  { codes: [131052, 131053], ladder: { delayMs: () => 5 * MINUTE, most: 3 } },
  { codes: [134101], ladder: { delayMs: () => 10 * MINUTE, most: 3 } },
  // Ten messages an hour.
  { codes: [132069], ladder: { delayMs: () => HOUR, most: 5 } },
];

/** Any other refusal of which Meta itself says that it passes. */
const PASSING: Ladder = { delayMs: (nth) => Math.min(4 ** nth * SECOND, 5 * MINUTE), most: 4 };

/**
 * Says whether a refused send is sent again and when. A refusal that waiting does not mend, or not soon enough (131049: a day), or not by
 * itself (131045: the number must be registered first), ends it.
 */
export function afterRefusal(refusal: SendRefusal, { codes, ageMs }: SendHistory): NextSend {
  const ladder = ladderOf(refusal) ?? (refusal.isTransient ? PASSING : null);
  if (ladder === null) return { kind: 'give_up', why: '' };

  const nth = Math.max(1, codes.filter((code) => code === refusal.code).length);
  if (nth > ladder.most) {
    const times = `${nth} times`;
    return {
      kind: 'give_up',
      why: `Meta refused it ${times} with ${refusal.code}, so we stopped.`,
    };
  }
  const delayMs = Math.max(ladder.delayMs(nth), refusal.retryAfterMs ?? 0);
  if (ageMs + delayMs > LONGEST) {
    return {
      kind: 'give_up',
      why: 'It would have been sent more than six hours late, so we stopped.',
    };
  }
  return { kind: 'retry', delayMs };
}

function ladderOf(refusal: SendRefusal): Ladder | undefined {
  // People are told whether to try again; what is done must be the same.
  if (diagnose(refusal).retry === 'no') return undefined;
  const { code, subcode } = refusal;
  const isOf = (known: number) => known === code || known === subcode;
  return LADDERS.find(({ codes }) => codes.some(isOf))?.ladder;
}
