import type { LaterChange } from '../scenarios/scenario.js';
import { disconnectInApp, reconnectInApp } from './coexistence.js';
import { takeOverride, wipeOverrides } from './overrides.js';
import { isRegistered, type PhoneNumber } from '../state/phone-number.js';
import type { World } from '../state/world.js';
import { announceAccountEvent, announceNumberField } from '../webhooks/account-events.js';

/** Puts the scenario's later changes of one kind on the agenda, counted from `from`; those due until `doneUntil` have happened already. */
export function planLaterChanges(
  world: World,
  number: PhoneNumber,
  since: LaterChange['since'],
  from: number,
  doneUntil = -Infinity,
): void {
  const { scenario } = number;
  for (const change of number.behaviour.later) {
    if (change.since !== since || from + change.after_ms <= doneUntil) continue;
    world.agenda.plan(from + change.after_ms, () => {
      if (world.holds(number) && number.scenario === scenario)
        applyLaterChange(world, number, change);
    });
  }
}

function applyLaterChange(world: World, number: PhoneNumber, change: LaterChange): void {
  if (change.unless_registered === true && isRegistered(number)) return;
  Object.assign(number.node, change.node);
  if (change.in_app === 'disconnected') disconnectInApp(number);
  if (change.in_app === 'reconnected') reconnectInApp(number);
  if (change.pin !== undefined) number.pin = change.pin;
  const waba = world.wabas.get(number.waba_id);
  if (waba === undefined) return;
  // Before the change of access: the event that announces it still goes out (facts/meta.md §0.4.14).
  if (change.account_event !== undefined) {
    announceAccountEvent(world, waba, change.account_event, 'if_subscribed');
  }
  if (change.number_field !== undefined) {
    announceNumberField(world, number, change.number_field, 'if_subscribed');
  }

  switch (change.waba) {
    case undefined:
      return;
    case 'override_wiped':
      wipeOverrides(world, waba);
      return;
    case 'override_taken':
      takeOverride(number);
      return;
    case 'unsubscribed':
      waba.subscriptions.clear();
      return;
    case 'token_ended':
      world.endToken(waba.token, 'invalidated');
      return;
    case 'access_withdrawn':
      waba.subscriptions.clear();
      world.tokens.get(waba.token)?.waba_ids.delete(waba.id);
      return;
  }
}
