import { addNumber } from '../rules/add-number.js';
import { recordAttempt } from '../rules/attempt-window.js';
import { planActivation } from '../rules/connection.js';
import { isNameInReview, planNameDecision } from '../rules/name-review.js';
import type { AttemptWindow, PhoneNumber } from '../state/phone-number.js';
import type { World } from '../state/world.js';
import { ControlProblem } from './input.js';
import { givenBehaviour, givenNode, type NumberInput } from './number-input.js';

/**
 * `PUT /_sim/numbers/{id}`: makes a number, or starts it over where a scenario is given, or else changes only the given
 * fields. Source: simulator.md §3.
 */
export function putNumber(world: World, id: string, input: NumberInput): PhoneNumber {
  const known = world.numbers.get(id);
  const wabaId = input.waba_id ?? known?.waba_id;
  if (wabaId === undefined) throw new ControlProblem('waba_id: required for a new number');
  const waba = world.ensureWaba(wabaId);

  if (known === undefined || input.scenario !== undefined) {
    const { scenario } = input;
    const behaviour = givenBehaviour(input);
    const number = addNumber(world, { id, waba, scenario, node: givenNode(input), behaviour });
    applyHidden(number, input, world.now());
    return number;
  }

  if (wabaId !== known.waba_id) {
    world.wabas.get(known.waba_id)?.number_ids.delete(id);
    waba.number_ids.add(id);
    known.waba_id = wabaId;
  }
  const now = world.now();
  Object.assign(known.node, givenNode(input));
  known.behaviour = { ...known.behaviour, ...givenBehaviour(input) };
  // A state set by hand is the truth at once: no read may show an older one.
  known.lag = undefined;
  applyHidden(known, input, now);
  replan(world, known, input, now);
  return known;
}

/** Plans anew what the change concerns, counted from now. */
function replan(world: World, number: PhoneNumber, input: NumberInput, now: number): void {
  const { node, behaviour } = number;
  const concernsName = ['name_status', 'new_name_status', 'name_decision_ms', 'name_decision'];
  if (concernsName.some((field) => field in input) || !isNameInReview(number)) {
    planNameDecision(world, number, now);
  }
  const concernsActivation = ['status', 'platform_type', 'activation_ms'];
  if (!concernsActivation.some((field) => field in input)) return;
  const isActivating = node.platform_type === 'CLOUD_API' && node.status === 'PENDING';
  number.activates_at =
    isActivating && behaviour.activation_ms !== null ? now + behaviour.activation_ms : undefined;
  planActivation(world, number, now);
}

function applyHidden(number: PhoneNumber, input: NumberInput, now: number): void {
  if (input.pin !== undefined) {
    number.pin = input.pin ?? undefined;
    number.wrong_pins = 0;
  }
  if (input.blocked_until !== undefined) {
    number.registrations.blocked_until = input.blocked_until ?? undefined;
  }
  if (input.deregister_blocked_until !== undefined) {
    number.deregistrations.blocked_until = input.deregister_blocked_until ?? undefined;
  }
  if (input.code_cooldown_until !== undefined) {
    number.code_cooldown_until = input.code_cooldown_until ?? undefined;
  }
  if (input.guess_lock_until !== undefined) {
    const until = input.guess_lock_until;
    number.guess_lock = until === null ? undefined : { until, kind: 'too_many' };
  }
  if (input.attempts_used !== undefined) refill(number.registrations, input.attempts_used, now);
  if (input.deregister_attempts_used !== undefined) {
    refill(number.deregistrations, input.deregister_attempts_used, now);
  }
}

function refill(window: AttemptWindow, used: number, now: number): void {
  window.attempts = [];
  for (let made = 0; made < used; made++) recordAttempt(window, { at: now, outcome: 'elsewhere' });
}
