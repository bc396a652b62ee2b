import type { NameDecision } from '../rules/name-review.js';
import type { PhoneNumber } from '../state/phone-number.js';
import type { World } from '../state/world.js';
import { announceAccountField } from './account-events.js';
import { digitsOf } from './account-samples.js';
import type { Audience } from './listeners.js';

/** `phone_number_name_update`: carries no phone number id, and the display number in digits only. Source: facts/meta.md §4.5, §0.4.3. */
export function announceNameDecision(
  world: World,
  number: PhoneNumber,
  decision: NameDecision,
  audience: Audience,
): void {
  const waba = world.wabas.get(number.waba_id);
  if (waba === undefined) return;
  const value = {
    display_phone_number: digitsOf(number),
    decision: decision === 'DECLINED' ? 'REJECTED' : decision,
    requested_verified_name: number.node.new_display_name ?? number.node.verified_name,
    rejection_reason: number.name_rejection_reason ?? null,
  };
  announceAccountField(world, waba, { field: 'phone_number_name_update', value }, audience);
}
