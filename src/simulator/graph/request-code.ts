import { randomInt } from 'node:crypto';
import { MINUTE } from '../state/clock.js';
import type { PhoneNumber } from '../state/phone-number.js';
import type { Answer, NumberCall } from './call.js';
import { SUCCESS, textParameter } from './call.js';
import { invalidParameter, refusal } from './refusal.js';

/** "Typically 10 minutes". Source: facts/meta.md §1.6. */
const CODE_VALIDITY = 10 * MINUTE;

/** `POST /{phone_number_id}/request_code`. Source: facts/meta.md §1.5. */
export function requestCode({ number, parameters, now }: NumberCall): Answer {
  if (number.node.is_on_biz_app === true) {
    number.harm += 1;
    throw refusal('request_code_on_coexistence');
  }
  const method = textParameter(parameters, 'code_method');
  if (method !== 'SMS' && method !== 'VOICE') {
    throw invalidParameter('Param code_method must be one of {SMS, VOICE}');
  }
  const language = textParameter(parameters, 'language');
  if (language === undefined || !/^[a-z]{2,3}([_-][A-Za-z]{2,4})?$/.test(language)) {
    throw invalidParameter('Param language must be a language code such as en or en_US');
  }
  if (!mayBeVerified(number)) throw refusal('already_verified');
  if (number.code_cooldown_until !== undefined && now < number.code_cooldown_until) {
    throw refusal('code_cooldown');
  }

  number.code_cooldown_until = now + number.behaviour.code_cooldown_ms;
  number.codes.push({
    at: now,
    method,
    language,
    code: String(randomInt(1_000_000)).padStart(6, '0'),
    expires_at: now + CODE_VALIDITY,
    used: false,
  });
  return SUCCESS;
}

/** A VERIFIED number gets no code, unless `register` asks for its re-verification (133006). Source: facts/meta.md §1.5. */
function mayBeVerified(number: PhoneNumber): boolean {
  if (number.node.code_verification_status !== 'VERIFIED') return true;
  const waitsForVerification = number.behaviour.refusals.some(
    ({ until }) => until === 'verified_again',
  );
  return waitsForVerification && !number.done.has('verified_again');
}
