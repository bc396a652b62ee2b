import type { PhoneNumber } from '../state/phone-number.js';
import type { World } from '../state/world.js';
import { announceNameDecision } from '../webhooks/name-decision.js';

/** How a review ends. Source: facts/meta.md §4.5. */
export type NameDecision = 'APPROVED' | 'DECLINED' | 'DEFERRED' | 'PENDING';

/** Why a name was declined. Source: facts/meta.md §4.5. */
export const REJECTION_REASONS: readonly string[] = [
  'NAME_EMPLOYEE_ISSUE',
  'NAME_ENDCLIENT_NOTRELATED',
  'NAME_FORMAT_UNACCEPTABLE',
  'NAME_INDIVIDUAL_ISSUE',
  'NAME_NOT_CONSISTENT',
  'UNKNOWN',
];

/** Whether a name, the current or the new one, waits for a decision. */
export function isNameInReview({ node }: PhoneNumber): boolean {
  return node.new_display_name === undefined
    ? node.name_status === 'PENDING_REVIEW'
    : node.new_name_status === 'PENDING_REVIEW';
}

/** Plans the decision of a name in review as the behaviour has it; a decision planned before is void. */
export function planNameDecision(world: World, number: PhoneNumber, now: number): void {
  const { name_decision_ms: delay } = number.behaviour;
  number.name_decision_at = delay === null || !isNameInReview(number) ? undefined : now + delay;
  scheduleNameDecision(world, number);
}

/** Puts the decision on the agenda for `name_decision_at`. */
export function scheduleNameDecision(world: World, number: PhoneNumber): void {
  const { name_decision_at: planned } = number;
  const { name_decision: decision } = number.behaviour;
  if (planned === undefined) return;

  world.agenda.plan(planned, () => {
    if (number.name_decision_at !== planned || !world.holds(number) || !isNameInReview(number))
      return;
    decideName(number, decision, decision === 'DECLINED' ? 'NAME_NOT_CONSISTENT' : undefined);
    announceNameDecision(world, number, decision, 'if_subscribed');
  });
}

/** Ends the review: of the new name while a rename waits, else of the current one. Source: facts/meta.md §2.2. */
export function decideName(
  number: PhoneNumber,
  decision: NameDecision,
  rejectionReason: string | undefined,
): void {
  const { node } = number;
  const status = nameStatusAfter(decision);
  number.name_decision_at = undefined;
  number.name_rejection_reason = decision === 'DECLINED' ? rejectionReason : undefined;
  if (node.new_display_name === undefined) {
    node.name_status = status;
    return;
  }
  node.new_name_status = status;
  // The readable signal for "approved, waiting for re-registration" (facts/meta.md §2.2).
  if (status === 'APPROVED') node.new_certificate = certificateOf(node.new_display_name);
  else delete node.new_certificate;
}

function nameStatusAfter(decision: NameDecision): string {
  switch (decision) {
    case 'APPROVED':
      return 'APPROVED';
    case 'DECLINED':
      return 'DECLINED';
    case 'DEFERRED':
    case 'PENDING':
      return 'PENDING_REVIEW';
  }
}

/** A base64 blob with the name in it, as the real one has. Source: facts/meta.md §2.7. */
export function certificateOf(name: string): string {
  return Buffer.from(`simulated certificate: ${name}`).toString('base64');
}
