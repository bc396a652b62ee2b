import type { Conclusion } from './conclude.js';
import type { Condition } from './conditions.js';
import { newsOf, type Before as BeforeNews } from './news.js';
import type { ReasonCode } from './reasons.js';
import { AGREEING_LOOKS } from './sweep-schedule.js';

/** A live number that the sweep found not to be live any more. Instants in ms. */
export interface Drift {
  readonly since: number;
  readonly reason: ReasonCode;
  /** When a turn was asked for; null while a second look must confirm it. */
  readonly wokenAt: number | null;
}

/** What a sweep makes of one live number. */
export type Verdict =
  /** As its last turn left it. */
  | { readonly kind: 'holds' }
  /** Meta could not be read: nothing is concluded. */
  | { readonly kind: 'unread' }
  /** A run is at it, or waits for just this. */
  | { readonly kind: 'attended' }
  /** Not live by one look; another must agree. */
  | { readonly kind: 'drifting'; readonly drift: Drift }
  /** A turn is due. `drift` is null where the number is live, but otherwise than before. */
  | { readonly kind: 'wake'; readonly drift: Drift | null };

/** What the number was before this sweep. */
export interface Before extends Omit<BeforeNews, 'isToldByMeta'> {
  readonly conditions: readonly Condition[];
  /** Forgotten by every turn. */
  readonly drift: Drift | null;
}

/**
 * Judges a sweep's conclusion about a live number. Drift is that the same `decide` would not end live; two looks that agree, two minutes
 * apart, ask for a turn, once: while that turn is still to come, or waits for what was found, nothing is asked again.
 */
export function judge({ world, decision, conditions }: Conclusion, before: Before): Verdict {
  const { at, pace, number, observation } = world;
  if (observation.node.kind !== 'known' && PASSING.includes(decision.reason))
    return { kind: 'unread' };

  if (decision.step.kind === 'end' && decision.step.ending === 'live') {
    const same = decision.reason === number.reason && isSame(conditions, before.conditions);
    // News are for a turn to tell, so that each is told once.
    const { news } = newsOf(world, decision, { ...before, isToldByMeta: false });
    return same && news.length === 0 ? { kind: 'holds' } : { kind: 'wake', drift: null };
  }
  if (decision.reason === number.reason) return { kind: 'attended' };

  const { drift } = before;
  if (drift === null) return drifting({ since: at, reason: decision.reason, wokenAt: null });
  if (drift.wokenAt !== null) return { kind: 'attended' };
  return at - drift.since >= AGREEING_LOOKS * pace
    ? { kind: 'wake', drift: { ...drift, reason: decision.reason, wokenAt: at } }
    : drifting(drift);
}

/** Reasons that say nothing about the number. */
const PASSING: readonly ReasonCode[] = ['meta_unreachable', 'throttled'];

const drifting = (drift: Drift): Verdict => ({ kind: 'drifting', drift });

/** The same states for the same reasons, whatever their texts and times. */
export const isSame = (one: readonly Condition[], other: readonly Condition[]): boolean =>
  one.every(({ type, status, reason }) =>
    other.some(
      (condition) =>
        condition.type === type && condition.status === status && condition.reason === reason,
    ),
  );
