import { attemptsUsed } from '../rules/attempt-window.js';
import { nextEventOf, type NextEvent } from '../rules/next-event.js';
import { switchesOf } from '../scenarios/switches.js';
import type { App } from '../state/app.js';
import type { Attempt, PhoneNumber } from '../state/phone-number.js';
import { shownNode } from '../state/phone-number.js';
import type { Waba } from '../state/waba.js';
import type { World } from '../state/world.js';
import { isoOrNull } from './input.js';

/** The whole truth about a number, what Meta would not tell included. Source: simulator.md §3. */
export function presentNumber(world: World, number: PhoneNumber): Record<string, unknown> {
  const now = world.now();
  const waba = world.wabas.get(number.waba_id);
  const subscription = waba?.subscriptions.get(waba.app_id);
  const { behaviour } = number;
  return {
    id: number.id,
    waba_id: number.waba_id,
    scenario: number.scenario.name,
    will_do: number.scenario.willDo,
    ...number.node,
    // Where reads lag behind, what they show instead.
    shown: shownNode(number, now) === number.node ? null : shownNode(number, now),
    pin: number.pin ?? null,
    wrong_pins: number.wrong_pins,
    guess_lock_until: isoOrNull(number.guess_lock?.until),
    register_attempts: number.registrations.attempts.map(presentAttempt),
    register_attempts_used: attemptsUsed(number.registrations, now),
    blocked_until: isoOrNull(number.registrations.blocked_until),
    deregister_attempts: number.deregistrations.attempts.map(presentAttempt),
    deregister_attempts_used: attemptsUsed(number.deregistrations, now),
    deregister_blocked_until: isoOrNull(number.deregistrations.blocked_until),
    codes: number.codes.map((sent) => ({
      ...sent,
      at: isoOrNull(sent.at),
      expires_at: isoOrNull(sent.expires_at),
    })),
    code_cooldown_until: isoOrNull(number.code_cooldown_until),
    name_decision_at: isoOrNull(number.name_decision_at),
    name_rejection_reason: number.name_rejection_reason ?? null,
    activates_at: isoOrNull(number.activates_at),
    connected_at: isoOrNull(number.connected_at),
    added_at: isoOrNull(number.added_at),
    harm: number.harm,
    next_event: presentNext(nextEventOf(world, number, now)),
    subscribed: subscription !== undefined,
    webhook_override: number.override ?? null,
    waba_override: subscription?.override ?? null,
    name_decision_ms: behaviour.name_decision_ms,
    activation_ms: behaviour.activation_ms,
    read_lag_ms: behaviour.read_lag_ms,
    switches: switchesOf(behaviour),
    now: isoOrNull(now),
  };
}

/** A WABA with its token in full: the control side is where it is handed out. */
export function presentWaba(world: World, waba: Waba): Record<string, unknown> {
  const token = world.tokens.get(waba.token);
  const { number_ids, subscriptions, budgets, ...plain } = waba;
  return {
    ...plain,
    calls_per_hour: world.callsAllowed(waba),
    token_expires_at: isoOrNull(token?.expires_at),
    token_valid: token !== undefined && token.ended === undefined,
    scopes: token?.scopes ?? [],
    number_ids: [...number_ids],
    calls_used: Object.fromEntries(
      [...budgets].map(([appId, budget]) => [appId, budget.used(world.now())]),
    ),
    subscribed_apps: [...subscriptions.values()].map(({ app_id, override }) => ({
      app_id,
      override: override ?? null,
    })),
  };
}

/** An app, its secret included. */
export function presentApp(app: App): Record<string, unknown> {
  return { ...app, callback_url: app.callback_url ?? null };
}

function presentAttempt(attempt: Attempt): Record<string, unknown> {
  return {
    at: isoOrNull(attempt.at),
    outcome: attempt.outcome,
    code: attempt.code ?? null,
    subcode: attempt.subcode ?? null,
    pin_matched: attempt.pin_matched ?? null,
  };
}

function presentNext(next: NextEvent | undefined): Record<string, unknown> | null {
  return next === undefined ? null : { at: isoOrNull(next.at), what: next.what };
}
