import type { PhoneNumber } from '../state/phone-number.js';
import type { World } from '../state/world.js';
import { isRegistered } from '../state/phone-number.js';
import { announceAccountEvent } from '../webhooks/account-events.js';
import { longDate } from '../webhooks/account-samples.js';
import { recordAttempt } from './attempt-window.js';
import { applyDeregistration } from './connection.js';

/** What Meta and other systems do to a number at a person's order. Sources: facts/meta.md §4.6, §1.11. */

/** Meta bans the account: the number is dead until it is reinstated. */
export function ban(world: World, number: PhoneNumber): void {
  number.activates_at = undefined;
  number.node.status = 'BANNED';
  announceBan(world, number, 'DISABLE');
}

/** Meta takes the ban back. */
export function reinstate(world: World, number: PhoneNumber): void {
  number.node.status = isRegistered(number) ? 'CONNECTED' : 'PENDING';
  announceBan(world, number, 'REINSTATE');
}

/** Another system that has access deregisters the number; its request counts. Source: facts/meta.md §1.8. */
export function deregisterElsewhere(number: PhoneNumber, now: number): void {
  recordAttempt(number.deregistrations, { at: now, outcome: 'elsewhere' });
  applyDeregistration(number, now);
}

/** Another system wipes the overrides of the WABA and of this phone. */
export function wipeOverridesOf(world: World, number: PhoneNumber): void {
  number.override = undefined;
  const subscriptions = world.wabas.get(number.waba_id)?.subscriptions.values() ?? [];
  for (const subscription of subscriptions) subscription.override = undefined;
}

function announceBan(world: World, number: PhoneNumber, state: 'DISABLE' | 'REINSTATE'): void {
  const waba = world.wabas.get(number.waba_id);
  if (waba === undefined) return;
  const event = {
    event: 'DISABLED_UPDATE',
    ban_info: { waba_ban_state: state, waba_ban_date: longDate(world.clock.now()) },
  };
  announceAccountEvent(world, waba, event, 'always');
}
