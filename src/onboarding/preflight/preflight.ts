import { accountChecks } from './account.js';
import type { Check } from './check.js';
import { messageChecks } from './messages.js';
import { numberChecks } from './number.js';
import type { PreflightInput } from './readings.js';
import { tokenChecks } from './token.js';

/** What onboarding would meet. `cannot_start`: it would stop until somebody acts; `attention`: something slows or limits it, or could not be read. */
export interface Preflight {
  readonly verdict: 'ready' | 'attention' | 'cannot_start';
  readonly checks: readonly Check[];
}

/** Judges what was read, without asking anybody. Could-not-read is never a reason not to start. */
export function judgePreflight(input: PreflightInput): Preflight {
  const checks = [
    ...tokenChecks(input),
    ...accountChecks(input),
    ...numberChecks(input),
    ...messageChecks(input),
  ];
  const is = (verdict: Check['verdict']): boolean =>
    checks.some((check) => check.verdict === verdict);
  const isEssential = ({ id, verdict }: Check): boolean =>
    verdict === 'unknown' && !ADDITIONAL.has(id);
  if (is('fail')) return { verdict: 'cannot_start', checks };
  return { verdict: is('warn') || checks.some(isEssential) ? 'attention' : 'ready', checks };
}

/** What Meta often does not say, or says only later: not knowing it needs nobody's attention. */
const ADDITIONAL: ReadonlySet<Check['id']> = new Set([
  'payment',
  'can_send',
  'business_verification',
]);
