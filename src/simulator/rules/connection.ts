import { toGraphTime } from '../graph/graph-time.js';
import type { NodeState, PhoneNumber } from '../state/phone-number.js';
import type { World } from '../state/world.js';
import { planLaterChanges } from './later-changes.js';

/**
 * What an accepted `register` changes: PENDING on the Cloud API until Meta has activated the number. A number that is
 * connected already stays so. Source: facts/meta.md §2.1 rows 3 and 6.
 */
export function applyRegistration(world: World, number: PhoneNumber, now: number): void {
  const { node, behaviour } = number;
  hideFromReads(number, now);
  applyApprovedRename(number);
  node.platform_type = 'CLOUD_API';
  node.is_pin_enabled = true;
  node.last_onboarded_time = toGraphTime(now);
  if (node.throughput?.level === 'NOT_APPLICABLE') node.throughput = { level: 'STANDARD' };
  if (node.status === 'CONNECTED') return;

  node.status = 'PENDING';
  number.activates_at =
    behaviour.activation_ms === null ? undefined : now + behaviour.activation_ms;
  planActivation(world, number, now);
}

/** Plans the flip to CONNECTED at `activates_at`; at once where that is now. No webhook announces it: facts/meta.md §0.4. */
export function planActivation(world: World, number: PhoneNumber, now: number): void {
  const planned = number.activates_at;
  if (planned === undefined) return;
  if (planned <= now) return connect(world, number, planned);
  world.agenda.plan(planned, (at) => {
    if (number.activates_at === planned && world.holds(number)) connect(world, number, at);
  });
}

/** What a `deregister` changes. Source: facts/meta.md §1.8. */
export function applyDeregistration(number: PhoneNumber, now: number): void {
  hideFromReads(number, now);
  number.activates_at = undefined;
  number.node.status = 'DISCONNECTED';
  number.node.platform_type = 'NOT_APPLICABLE';
  number.node.throughput = { level: 'NOT_APPLICABLE' };
}

function connect(world: World, number: PhoneNumber, at: number): void {
  number.activates_at = undefined;
  number.node.status = 'CONNECTED';
  if (number.node.quality_rating === 'UNKNOWN') number.node.quality_rating = 'GREEN';
  if (number.connected_at !== undefined) return;
  number.connected_at = at;
  planLaterChanges(world, number, 'connected', at);
}

/** An approved rename takes effect at the next register, and only then. Source: facts/meta.md §2.2. */
function applyApprovedRename(number: PhoneNumber): void {
  const { node } = number;
  const approved =
    node.new_name_status === 'APPROVED' || node.new_name_status === 'AVAILABLE_WITHOUT_REVIEW';
  if (node.new_display_name === undefined || !approved) return;
  node.verified_name = node.new_display_name;
  node.name_status = node.new_name_status;
  if (number.behaviour.rename_lingers) return;
  delete node.new_display_name;
  delete node.new_name_status;
  delete node.new_certificate;
}

/** Reads go on showing the state before this write for the behaviour's lag. */
function hideFromReads(number: PhoneNumber, now: number): void {
  if (number.behaviour.read_lag_ms === 0) return;
  const before: NodeState = { ...number.node };
  number.lag = { until: now + number.behaviour.read_lag_ms, node: before };
}
