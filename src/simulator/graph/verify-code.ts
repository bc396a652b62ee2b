import type { Answer, NumberCall } from './call.js';
import { SUCCESS, textParameter } from './call.js';
import { invalidParameter, refusal } from './refusal.js';

/**
 * `POST /{phone_number_id}/verify_code`: the newest code, within ten minutes, once. Source: facts/meta.md §1.6; what Meta says to a right code that
 * is too old is not published: the same error, with words that say so.
 */
export function verifyCode({ number, parameters, now }: NumberCall): Answer {
  const code = textParameter(parameters, 'code');
  if (code === undefined) throw invalidParameter('The parameter code is required.');
  if (!/^[0-9]{6}$/.test(code)) throw invalidParameter('Param code must be a string of 6 digits');

  const sent = number.codes.at(-1);
  if (sent === undefined || sent.code !== code || sent.used) throw refusal('wrong_code');
  if (now >= sent.expires_at) throw refusal('expired_code');

  sent.used = true;
  number.done.add('verified_again');
  number.node.code_verification_status = 'VERIFIED';
  if (number.node.status === 'UNVERIFIED') number.node.status = 'PENDING';
  return SUCCESS;
}
