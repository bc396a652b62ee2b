import { Problem } from '../../operations/problem.js';
import { recipientOf } from '../../operations/send-message.js';
import { fail, pass, type Finding } from './finding.js';

/** Says as what a recipient is read, and why. */
export function checkRecipient(to: string, country: string | undefined): Finding {
  try {
    return pass('recipient', recipientOf(to, null, country).reading);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const advice = 'Write it with its country code, or give --country.';
    return fail('recipient', error.detail, advice);
  }
}
