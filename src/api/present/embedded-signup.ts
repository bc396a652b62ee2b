import type { z } from '@hono/zod-openapi';
import type { EmbeddedSignupRow, SignupState } from '../../store/tables.js';
import type { signupSchema } from '../schemas/embedded-signup.js';
import { iso } from './instant.js';

const EXPLANATIONS: Readonly<Record<SignupState, string>> = {
  exchanging: 'The code is being exchanged for a token.',
  granted:
    'The token is here; send the same code again to finish, with the number if there are several.',
  connected: 'The number is connected.',
  refused: 'Meta did not accept the code; its owner opens the pop-up again.',
  reply_lost: 'Meta’s answer to the code was lost; its owner opens the pop-up again.',
  expired:
    'Nobody finished it within a day, so its token was thrown away; its owner opens the pop-up again.',
  unfinished:
    'Meta says that this WhatsApp account was given to our app, but no browser brought us a code: ask its owner to open the pop-up again and to confirm what is there.',
};

/** A sign-up as the API shows it; neither code nor token are in it. */
export const presentSignup = (signup: EmbeddedSignupRow): z.infer<typeof signupSchema> => ({
  id: signup.id,
  account_id: signup.account_id,
  state: signup.state,
  explanation: EXPLANATIONS[signup.state],
  waba_id: signup.waba_id,
  phone_number_id: signup.phone_number_id,
  business_id: signup.business_id,
  coexistence: signup.coexistence,
  problem:
    signup.problem === null ? null : { code: signup.problem.code, detail: signup.problem.detail },
  created_at: signup.created_at.toISOString(),
  finished_at: iso(signup.finished_at),
  confirmed_at: iso(signup.confirmed_at),
});
