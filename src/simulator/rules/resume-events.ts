import type { PhoneNumber } from '../state/phone-number.js';
import type { World } from '../state/world.js';
import { planActivation } from './connection.js';
import { planLaterChanges } from './later-changes.js';
import { scheduleNameDecision } from './name-review.js';

/** Plans again what was still to come for a number when its world was kept, at the instants it was planned for. */
export function resumeEvents(world: World, number: PhoneNumber, keptAt: number): void {
  const { connected_at: connectedAt } = number;
  scheduleNameDecision(world, number);
  planLaterChanges(world, number, 'added', number.added_at, keptAt);
  if (connectedAt !== undefined) planLaterChanges(world, number, 'connected', connectedAt, keptAt);
  planActivation(world, number, keptAt);
}
