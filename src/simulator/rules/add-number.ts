import { randomInt } from 'node:crypto';
import { defaultScenario, findScenario } from '../scenarios/index.js';
import type { Behaviour, Scenario } from '../scenarios/scenario.js';
import type { App } from '../state/app.js';
import { APP_WITHOUT_MESSAGES_ID, OTHER_APP_ID } from '../state/app.js';
import type { NodeState, PhoneNumber } from '../state/phone-number.js';
import type { Waba } from '../state/waba.js';
import type { World } from '../state/world.js';
import { makeAttemptWindow, recordAttempt } from './attempt-window.js';
import { planActivation } from './connection.js';
import { planLaterChanges } from './later-changes.js';
import { certificateOf, planNameDecision } from './name-review.js';

/** What a new number is made from; what is left out comes from its scenario. */
export interface NumberPlan {
  readonly id?: string;
  readonly waba: Waba;
  /** Default: the first scenario of the list. */
  readonly scenario?: string | undefined;
  readonly node?: NodeState;
  readonly behaviour?: Partial<Behaviour>;
}

/** Adds a number in its scenario's first state, or starts a known one over. */
export function addNumber(world: World, plan: NumberPlan): PhoneNumber {
  const named = plan.scenario === undefined ? undefined : findScenario(plan.scenario);
  const scenario = named ?? defaultScenario();
  const now = world.now();
  const id = plan.id ?? newId(world);
  const number = makeNumber(id, scenario, plan, now);

  const before = world.numbers.get(id);
  if (before !== undefined) world.wabas.get(before.waba_id)?.number_ids.delete(id);
  world.numbers.set(id, number);
  plan.waba.number_ids.add(id);
  applyToWaba(world, plan.waba, scenario);
  planEvents(world, number, now);
  return number;
}

/** Plans what follows from the state a number was put in. */
export function planEvents(world: World, number: PhoneNumber, now: number): void {
  planNameDecision(world, number, now);
  planLaterChanges(world, number, 'added', now);
  const { node, behaviour } = number;
  if (node.platform_type === 'CLOUD_API' && node.status === 'CONNECTED') {
    number.connected_at = now;
    planLaterChanges(world, number, 'connected', now);
  } else if (node.platform_type === 'CLOUD_API' && node.status === 'PENDING') {
    number.activates_at =
      behaviour.activation_ms === null ? undefined : now + behaviour.activation_ms;
    planActivation(world, number, now);
  }
}

function makeNumber(id: string, scenario: Scenario, plan: NumberPlan, now: number): PhoneNumber {
  const { start } = scenario;
  const number: PhoneNumber = {
    id,
    waba_id: plan.waba.id,
    scenario,
    behaviour: { ...scenario.behaviour, ...plan.behaviour },
    added_at: now,
    node: { ...inventedIdentity(id), ...scenario.state, ...plan.node },
    lag: undefined,
    pin: start?.pin,
    wrong_pins: 0,
    guess_lock:
      start?.guess_lock_ms === undefined
        ? undefined
        : { until: now + start.guess_lock_ms, kind: 'too_many' },
    registrations: makeAttemptWindow(),
    deregistrations: makeAttemptWindow(),
    codes: [],
    code_cooldown_until: undefined,
    name_decision_at: undefined,
    name_rejection_reason: undefined,
    renames: [],
    activates_at: undefined,
    connected_at: undefined,
    override: undefined,
    refusals_given: [],
    done: new Set(),
    shared_app_data: [],
    replies_spoiled: 0,
    harm: 0,
  };
  if (number.node.new_name_status === 'APPROVED' && number.node.new_display_name !== undefined) {
    number.node.new_certificate ??= certificateOf(number.node.new_display_name);
  }
  if (start?.blocked_ms !== undefined) number.registrations.blocked_until = now + start.blocked_ms;
  for (let made = 0; made < (start?.attempts_elsewhere ?? 0); made++) {
    recordAttempt(number.registrations, { at: now, outcome: 'elsewhere' });
  }
  return number;
}

function applyToWaba(world: World, waba: Waba, { waba: traits }: Scenario): void {
  if (traits?.payment_method !== undefined) waba.payment_method = traits.payment_method;
  const token = world.tokens.get(waba.token);
  if (token === undefined) return;
  switch (traits?.token) {
    case undefined:
      return;
    case 'expired':
      token.ended = 'expired';
      return;
    case 'without_asset':
      token.waba_ids.delete(waba.id);
      return;
    case 'of_other_app':
      token.app_id = world.ensureApp(OTHER_APP_ID).id;
      return;
    case 'of_app_without_messages':
      token.app_id = appWithoutMessages(world, waba).id;
      waba.app_id = token.app_id;
      return;
  }
}

/** Speaks and listens as the WABA's app until now, but for the field that it lacks. */
function appWithoutMessages(world: World, waba: Waba): App {
  const { secret, verify_token, callback_url, fields } = world.ensureApp(waba.app_id);
  const lacking = fields.filter((field) => field !== 'messages');
  const isKnown = world.apps.has(APP_WITHOUT_MESSAGES_ID);
  return world.putApp(APP_WITHOUT_MESSAGES_ID, {
    ...(!isKnown && { secret, verify_token, callback_url }),
    fields: lacking,
  });
}

/** A number and a name for whoever gave none. 555-01xx is reserved for fiction. */
function inventedIdentity(id: string): NodeState {
  const digits = id.replace(/\D/g, '').padStart(6, '0');
  return {
    display_phone_number: `+1 ${digits.slice(-5, -2)}-555-01${digits.slice(-2)}`,
    verified_name: `Simulated shop ${digits.slice(-4)}`,
  };
}

/** Ids are decimal strings of 14–17 digits. Source: facts/meta.md §1.0. */
function newId(world: World): string {
  for (;;) {
    const id = `10${randomInt(10_000_000, 99_999_999)}${randomInt(10_000, 99_999)}`;
    if (!world.numbers.has(id)) return id;
  }
}
