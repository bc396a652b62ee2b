import type { FailureClass } from '../graph/failure-class.js';
import type { Attempt } from './ledger.js';
import type { World } from './world.js';

const NAME: readonly FailureClass[] = ['name_not_ready'];
const OWNERSHIP: readonly FailureClass[] = ['verification_needed', 'ownership_unconfirmed'];
const PIN: readonly FailureClass[] = [
  'pin_mismatch',
  'pin_invalid',
  'two_step_on',
  'account_locked',
];
const PERMISSION: readonly FailureClass[] = [
  'permission',
  'token',
  'terms_not_accepted',
  'not_visible',
];

/** A newer fact that makes an old refusal void. */
export type Spender =
  | 'code_verified'
  | 'pin_changed'
  | 'security_event'
  | 'name_decided'
  | 'token_replaced'
  | 'permission_granted'
  | 'signed_up_again';

/** The fact that spent this refusal, or null while it stands. A newer attempt (a consent, a probe) supersedes it altogether. */
export function spentBy(
  attempt: Attempt,
  { memory, ledger, number }: Pick<World, 'memory' | 'ledger' | 'number'>,
): Spender | null {
  const refused = attempt.refusal;
  if (attempt.outcome !== 'refused' || refused === null) return null;
  const newer = (at: number | null | undefined): boolean =>
    at !== null && at !== undefined && at > attempt.startedAt;
  const isOwnership = OWNERSHIP.includes(refused.class);
  if (isOwnership && (newer(memory.codeVerifiedAt) || newer(memory.code?.verifiedAt)))
    return 'code_verified';
  // Meta says "verified already" when asked for the code it wants: the refusal is spent, one attempt follows after an hour.
  if (isOwnership && newer(memory.code?.alreadyVerifiedAt)) return 'code_verified';
  if (isOwnership && newer(number.signedUpAt)) return 'signed_up_again';
  if (PIN.includes(refused.class) && newer(ledger.pin.changedAt)) return 'pin_changed';
  if (PIN.includes(refused.class) && newer(memory.securityEventAt)) return 'security_event';
  if (NAME.includes(refused.class) && newer(memory.name?.changedAt)) return 'name_decided';
  if (PERMISSION.includes(refused.class) && newer(memory.tokenReplacedAt)) return 'token_replaced';
  if (refused.class === 'permission' && newer(memory.scopes?.changedAt))
    return 'permission_granted';
  return null;
}

/** The newest registration attempt if Meta refused it and nothing has spent that refusal since; else null. */
export function unspentRefusal(
  world: World,
): (Attempt & { readonly refusal: NonNullable<Attempt['refusal']> }) | null {
  const newest = world.ledger.registers[0];
  if (newest === undefined || newest.outcome !== 'refused' || newest.refusal === null) return null;
  return spentBy(newest, world) === null ? { ...newest, refusal: newest.refusal } : null;
}

/** How many of the newest attempts in a row went as `matches` says. */
export function inARow(
  attempts: readonly Attempt[],
  matches: (attempt: Attempt) => boolean,
): number {
  const end = attempts.findIndex((attempt) => !matches(attempt));
  return end === -1 ? attempts.length : end;
}
