import { admits, recordAttempt } from '../rules/attempt-window.js';
import { applyDeregistration } from '../rules/connection.js';
import { isRegistered, type PhoneNumber } from '../state/phone-number.js';
import type { Answer, NumberCall } from './call.js';
import { SUCCESS } from './call.js';
import { refusal, type GraphRefusal } from './refusal.js';

/** `POST /{phone_number_id}/deregister`, with a window of its own. Source: facts/meta.md §1.8. */
export function deregister({ number, now }: NumberCall): Answer {
  if (number.node.is_on_biz_app === true) {
    number.harm += 1;
    throw record(number, now, 'refused', refusal('deregister_on_coexistence'));
  }
  if (!admits(number.deregistrations, now, number.behaviour.tries_during_block)) {
    throw record(number, now, 'blocked', refusal('register_rate_limited'));
  }
  // A half-done deregistration is the one case where an unregistered number may be deregistered (133000).
  const isHalfDone = number.behaviour.refusals.some(({ until }) => until === 'deregistered');
  if (!isRegistered(number) && !(isHalfDone && !number.done.has('deregistered'))) {
    throw record(number, now, 'refused', refusal('deregister_not_registered'));
  }
  applyDeregistration(number, now);
  number.done.add('deregistered');
  recordAttempt(number.deregistrations, { at: now, outcome: 'accepted' });
  return SUCCESS;
}

function record(
  number: PhoneNumber,
  at: number,
  outcome: 'refused' | 'blocked',
  refused: GraphRefusal,
): GraphRefusal {
  const { code, subcode } = refused.row;
  recordAttempt(number.deregistrations, { at, outcome, code, subcode });
  return refused;
}
