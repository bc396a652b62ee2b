import { admits, recordAttempt } from '../rules/attempt-window.js';
import { applyRegistration } from '../rules/connection.js';
import { countWrongPin, guessLockRefusal, isPin, pinOpens } from '../rules/pin.js';
import { standingRefusal } from '../rules/standing-refusal.js';
import { isRegistered, type PhoneNumber } from '../state/phone-number.js';
import type { Answer, NumberCall } from './call.js';
import { SUCCESS, textParameter } from './call.js';
import { invalidParameter, refusal, type GraphRefusal } from './refusal.js';

/** Countries of local storage. Source: facts/meta.md §1.7. */
const REGIONS = new Set('AU ID IN JP SG KR DE CH GB BR BH ZA AE CA'.split(' '));

/** Both are documented for a wrong PIN. Source: facts/meta.md §3.2. */
const WRONG_PIN = { 133005: 'pin_mismatch', 131031: 'account_locked' } as const;

/**
 * `POST /{phone_number_id}/register`. Checks in Meta's order: token and object (before this), body, window, block,
 * verified, guess lock, PIN, name and number, success; every request that passes the body counts. Sources: facts/meta.md
 * §1.7, §8.2; simulator.md §1.
 */
export function register(call: NumberCall): Answer {
  const { world, number, now } = call;
  if (number.node.is_on_biz_app === true) {
    number.harm += 1;
    if (number.behaviour.coexistence_register === 'refused') {
      throw refuseAndRecord(number, now, refusal('register_on_coexistence'));
    }
  }
  if (!call.token.scopes.includes('whatsapp_business_messaging')) {
    throw refusal('messaging_permission_missing');
  }
  const pin = pinOf(call);
  const pinMatched = number.pin === undefined ? undefined : number.pin === pin;

  if (!admits(number.registrations, now, number.behaviour.tries_during_block)) {
    const rateLimited = refusal('register_rate_limited');
    recordAttempt(number.registrations, {
      at: now,
      outcome: 'blocked',
      code: rateLimited.row.code,
      pin_matched: pinMatched,
    });
    throw rateLimited;
  }

  const refused = findRefusal(number, pin, now);
  if (refused !== undefined) throw refuseAndRecord(number, now, refused, pinMatched);

  const keepsPin = number.pin !== undefined;
  number.pin ??= pin;
  // Whoever registers a number that lives on a phone takes it away from there.
  if (number.node.is_on_biz_app === true) number.node.is_on_biz_app = false;
  number.wrong_pins = 0;
  applyRegistration(world, number, now);
  recordAttempt(number.registrations, { at: now, outcome: 'accepted', pin_matched: pinMatched });
  return spoilFirstReply(number, answerTo(number, keepsPin));
}

function findRefusal(number: PhoneNumber, pin: string, now: number): GraphRefusal | undefined {
  if (!isVerifiedEnough(number)) return refusal('verification_needed');
  const unverified = standingRefusal(number, now, 'before_pin');
  if (unverified !== undefined) return unverified;
  const locked = guessLockRefusal(number, now);
  if (locked !== undefined) return locked;
  if (!pinOpens(number, pin)) {
    countWrongPin(number, now);
    return refusal(WRONG_PIN[number.behaviour.wrong_pin_answer]);
  }
  return nameRefusal(number) ?? standingRefusal(number, now, 'after_pin');
}

function isVerifiedEnough({ node, behaviour }: PhoneNumber): boolean {
  return (
    node.code_verification_status === 'VERIFIED' ||
    (node.code_verification_status === 'EXPIRED' && behaviour.expired_code === 'accepted')
  );
}

/** DECLINED, EXPIRED and NONE have no certificate; PENDING_REVIEW goes either way. Source: facts/meta.md §2.2. */
function nameRefusal(number: PhoneNumber): GraphRefusal | undefined {
  // A re-register keeps the certificate the number already runs with.
  if (isRegistered(number)) return undefined;
  const { node, behaviour } = number;
  const renamed = node.new_name_status === 'APPROVED';
  switch (renamed ? 'APPROVED' : node.name_status) {
    case 'DECLINED':
    case 'EXPIRED':
    case 'NONE':
      return refusal('name_not_processed');
    case 'PENDING_REVIEW':
      return behaviour.register_while_pending === 'refused'
        ? refusal('name_not_processed')
        : undefined;
    default:
      return undefined;
  }
}

function pinOf({ parameters }: NumberCall): string {
  if (textParameter(parameters, 'messaging_product') !== 'whatsapp') {
    throw invalidParameter('The parameter messaging_product is required.');
  }
  const pin = textParameter(parameters, 'pin');
  if (pin === undefined) throw invalidParameter('The parameter pin is required.');
  if (!isPin(pin)) throw refusal('invalid_pin_format');
  const region = textParameter(parameters, 'data_localization_region');
  if (region !== undefined && !REGIONS.has(region)) {
    throw invalidParameter(
      `Param data_localization_region must be one of {${[...REGIONS].join(', ')}}`,
    );
  }
  return pin;
}

function refuseAndRecord(
  number: PhoneNumber,
  now: number,
  refused: GraphRefusal,
  pinMatched?: boolean,
): GraphRefusal {
  const { code, subcode } = refused.row;
  recordAttempt(number.registrations, {
    at: now,
    outcome: 'refused',
    code,
    subcode,
    pin_matched: pinMatched,
  });
  return refused;
}

/** Done, but the answer goes wrong: a client must read before it tries again. Source: facts/meta.md §2.8. */
function spoilFirstReply(number: PhoneNumber, answer: Answer): Answer {
  const reply = number.behaviour.first_register_reply;
  if (reply === 'sent' || number.replies_spoiled > 0) return answer;
  number.replies_spoiled += 1;
  return { ...answer, spoil: reply };
}

/** Under the account model the answer states that the PIN was not reset, in a shape nobody has published. Source: facts/meta.md §0.3. */
function answerTo({ behaviour }: PhoneNumber, keepsPin: boolean): Answer {
  return behaviour.register_reply === 'pin_not_reset' && keepsPin ? PIN_NOT_RESET : SUCCESS;
}

const PIN_NOT_RESET: Answer = {
  body: {
    success: true,
    pin_reset: false,
    message: 'The phone number is already registered. Its two-step verification PIN was not reset.',
  },
};
