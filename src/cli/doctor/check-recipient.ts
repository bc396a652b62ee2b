import { readUserId } from '../../messaging/recipient.js';
import { Problem } from '../../operations/problem.js';
import { recipientOf, type SendRequest } from '../../operations/send-message.js';
import { fail, pass, type Finding } from './finding.js';

/** The one of the API's two fields that a recipient goes into: nothing but a business-scoped user id reads as one. */
export const recipientFields = (given: string): Pick<SendRequest, 'to' | 'recipient'> =>
  readUserId(given).ok ? { to: null, recipient: given } : { to: given, recipient: null };

/** Says as what a recipient is read, and why. */
export function checkRecipient(given: string, country: string | undefined): Finding {
  const { to, recipient } = recipientFields(given);
  try {
    return pass('recipient', recipientOf(to, recipient, country).reading);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const advice =
      'Write it with its country code, or give --country. A business-scoped user id is written as US.13491208655302741918.';
    return fail('recipient', error.detail, advice);
  }
}
