import type { Sender } from '../sending/sending.js';
import type { Actor } from './actor.js';
import { Problem } from './problem.js';
import type { SendDependencies } from './send-message.js';

/** The account's number with the means to send from it. @throws Problem `not_found` */
export async function findSender(
  actor: Actor,
  phoneNumberId: string,
  { db, sending }: SendDependencies,
): Promise<Sender> {
  const sender = await sending.sender(db, actor.accountId, phoneNumberId);
  if (sender === undefined) throw new Problem('not_found', `There is no number ${phoneNumberId}.`);
  return sender;
}

/** Refuses what Meta would refuse because of the number or its token. @throws Problem `token_invalid`, `number_not_live` */
export function assertCanSend({ number }: Pick<Sender, 'number'>): void {
  const { reason, stage, explanation: onboarding, token_facts: facts } = number;
  if (reason === 'token_invalid' || reason === 'token_of_other_app' || facts?.valid === false)
    throw new Problem('token_invalid', onboarding.explanation, { onboarding });
  if (stage !== 'live' || number.released_at !== null)
    throw new Problem('number_not_live', onboarding.explanation, { onboarding });
}
