import type { Condition, ConditionType } from '../../onboarding/conditions.js';
import type { Stage } from '../../onboarding/stage.js';
import type { PhoneNode } from '../../onboarding/normalise.js';
import { isRisky } from '../../onboarding/sweep-schedule.js';
import type { ShownHealth } from '../schemas/health.js';

/** Without these no message passes. */
const CARRYING: readonly ConditionType[] = ['registered', 'connected', 'webhooks_effective'];
/** A live number without one of these is hampered. Name and code are steps on the way, not health. */
const HAMPERING: readonly ConditionType[] = ['accessible', 'can_send', 'can_receive'];

/**
 * Conditions and node in one word. `down`: known not to carry messages (onboarding, cut off, or closed). `degraded`: carries them, but
 * something is known to be wrong (Meta rates its quality YELLOW or RED, or flags, restricts or rate-limits it, too), or we no longer may
 * look. `unknown`: could not be read, which is never taken for bad.
 */
export function verdictOf(
  stage: Stage,
  conditions: readonly Condition[],
  node: Pick<PhoneNode, 'qualityRating' | 'status'> | null,
): ShownHealth['verdict'] {
  const statusOf = (type: ConditionType): Condition['status'] =>
    conditions.find((condition) => condition.type === type)?.status ?? 'unknown';
  const isAny = (types: readonly ConditionType[], status: Condition['status']): boolean =>
    types.some((type) => statusOf(type) === status);

  if (stage === 'closed' || isAny(CARRYING, 'not_met')) return 'down';
  if (stage === 'live' && isAny(HAMPERING, 'not_met')) return 'degraded';
  return isAny(CARRYING, 'unknown')
    ? 'unknown'
    : isAny(HAMPERING, 'not_met') || (node !== null && isRisky(node))
      ? 'degraded'
      : 'healthy';
}
