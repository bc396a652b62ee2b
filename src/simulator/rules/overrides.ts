import type { PhoneNumber } from '../state/phone-number.js';
import type { Waba } from '../state/waba.js';
import type { World } from '../state/world.js';

/**
 * What another platform on the same app does with an empty POST to subscribed_apps: overrides of the WABA go, those of its
 * phones where the switch says so. Source: facts/meta.md §1.11, §0.4.9.
 */
export function wipeOverrides(world: World, waba: Waba): void {
  for (const subscription of waba.subscriptions.values()) subscription.override = undefined;
  wipePhoneOverrides(world, waba);
}

/** The part of it that no source settles. */
export function wipePhoneOverrides(world: World, waba: Waba): void {
  for (const number of world.numbersOf(waba)) {
    if (number.behaviour.phone_override_on_resubscribe === 'wiped') number.override = undefined;
  }
}

/** Another platform on the same app points the phone's messages at itself. Source: facts/meta.md §1.11. */
export function takeOverride(number: PhoneNumber): void {
  number.override = { url: 'https://another-platform.example/webhook', verify_token: 'theirs' };
}
