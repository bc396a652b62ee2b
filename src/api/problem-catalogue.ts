import type { ProblemCode } from '../operations/problem.js';

/** HTTP statuses that problems have. */
export type ProblemStatus = 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503;

/** What a person reads about one problem code at `/docs/errors/{code}`. */
export interface ProblemPage {
  readonly status: ProblemStatus;
  readonly title: string;
  /** What happened and why. */
  readonly meaning: string;
  /** Who acts. */
  readonly whoseMove: 'you' | 'the number’s owner' | 'us' | 'nobody, only time';
  readonly todo: string;
}

const page = (
  status: ProblemStatus,
  title: string,
  meaning: string,
  whoseMove: ProblemPage['whoseMove'],
  todo: string,
): ProblemPage => ({ status, title, meaning, whoseMove, todo });

/** One page per code. Design: api.md, "Errors". */
export const problemCatalogue: Record<ProblemCode, ProblemPage> = {
  malformed_json: page(
    400,
    'The body is not JSON',
    'The request body could not be parsed as JSON, so nothing was done.',
    'you',
    'Send well-formed JSON in UTF-8.',
  ),
  unauthenticated: page(
    401,
    'No valid API key',
    'The request carries no API key, or one that is unknown or was revoked.',
    'you',
    'Send "Authorization: Bearer <key>" with a valid key.',
  ),
  key_expired: page(
    401,
    'The API key expired',
    'The key was valid until its expiry date.',
    'you',
    'Make a new key and use it.',
  ),
  insufficient_scope: page(
    403,
    'The API key may not do this',
    'Keys have scopes: read, operate, send, admin. This one lacks the scope the route needs.',
    'you',
    'Use a key with the scope that the detail names.',
  ),
  not_found: page(
    404,
    'Not found',
    'There is no such route, or no such object in your account. Objects of other accounts look the same as missing ones.',
    'you',
    'Compare the path and the id; with a platform key, the header Account-Id too.',
  ),
  number_taken: page(
    409,
    'The number belongs to another account',
    'A phone number has one owner here at a time, and another account has not released it.',
    'you',
    'Have the other account release it, then add it again.',
  ),
  number_exists: page(
    409,
    'The number is here with other values',
    'The number was added before with other values than these. Nothing was changed.',
    'you',
    'Change it with PATCH, PUT …/pin or PUT …/token; errors[] names the fields that differ.',
  ),
  number_releasing: page(
    409,
    'The number is being released, or is closed',
    'Releasing was asked for, so nothing else is done to this number.',
    'us',
    'Once its stage is "closed" it can be added again with POST /v1/numbers.',
  ),
  number_not_live: page(
    409,
    'The number is not live',
    'This cannot be done in the state that the number is in: it is not connected, cannot be read, or is paused.',
    'you',
    'Look at "onboarding": it says why the number is not live and whose move it is.',
  ),
  token_invalid: page(
    409,
    'Meta does not accept the access token',
    'The token of the WhatsApp account expired, was revoked, or belongs to another app.',
    'you',
    'Replace it with PUT /v1/wabas/{waba_id}/token.',
  ),
  retry_not_allowed: page(
    409,
    'Registering now would not help',
    'Each registration spends one of Meta’s ten attempts in 72 hours. In this situation it could not work, Meta blocks it, or none is left.',
    'you',
    'Do what "onboarding.action" says.',
  ),
  send_again_not_allowed: page(
    409,
    'The message may still arrive, or did',
    'A message is sent again only where it failed, or where nothing was heard of it for 24 hours. Otherwise the person might get it twice.',
    'nobody, only time',
    'Look at the message again later; {"force": true} sends a message of unknown fate again at once.',
  ),
  confirmation_required: page(
    409,
    'One of the last two attempts',
    'The last two of Meta’s ten registration attempts are kept for deliberate use.',
    'you',
    'Repeat with {"confirm_attempts_left": n}, n as in attempts_left.',
  ),
  code_cooldown: page(
    409,
    'Meta sends no code yet',
    'Codes were requested or mistyped too often, so Meta waits before it sends another.',
    'nobody, only time',
    'Ask again after Retry-After. A code that came already can still be entered.',
  ),
  already_verified: page(
    409,
    'The number is verified already',
    'Meta needs no code for this number.',
    'you',
    'Nothing to do; look at "onboarding" for what is missing.',
  ),
  not_awaiting_code: page(
    409,
    'No code is awaited',
    'Meta does not ask for proof of ownership of this number now.',
    'you',
    'Nothing to do; look at "onboarding" for what is missing.',
  ),
  rename_in_progress: page(
    409,
    'A rename is under way',
    'Meta reviews one new display name at a time.',
    'nobody, only time',
    'Wait for the decision on the pending name.',
  ),
  coexistence_protected: page(
    409,
    'The number lives in the WhatsApp Business app',
    'Registering, deregistering or sending a code would break the app for its owner, so we never do that.',
    'the number’s owner',
    'Finish or undo the link in the WhatsApp Business app.',
  ),
  account_closing: page(
    409,
    'The account is closed',
    'The account is closed or being closed: its keys have stopped, its numbers are being released, and nothing is added to it.',
    'you',
    'Use another account; GET /v1/accounts/{id} says how many numbers are still being released.',
  ),
  app_data_sync_unavailable: page(
    409,
    'Contacts and history cannot be asked for',
    'The WhatsApp Business app hands them over once each, within 24 hours of the sign-up, and only for a number that lives in it.',
    'the number’s owner',
    'Where the 24 hours are over: disconnect the number in the WhatsApp Business app and sign up again.',
  ),
  idempotency_in_progress: page(
    409,
    'The same request is still running',
    'A request with this Idempotency-Key has not been answered yet.',
    'nobody, only time',
    'Repeat the request after Retry-After; it gets the same answer.',
  ),
  body_too_large: page(413, 'The body is too large', 'Bodies may have 1 MiB.', 'you', 'Send less.'),
  unsupported_media_type: page(
    415,
    'The body is not declared as JSON',
    'Bodies are JSON.',
    'you',
    'Send "Content-Type: application/json".',
  ),
  invalid_request: page(
    422,
    'The request is not valid',
    'A field or parameter is missing, unknown, or has a value that cannot be. Nothing was done.',
    'you',
    'errors[] names each with a JSON pointer or parameter.',
  ),
  code_wrong: page(
    422,
    'Meta says the code is wrong',
    'The six digits are not those that Meta sent last. Five wrong ones void the code.',
    'the number’s owner',
    'Compare the digits; only the newest code counts.',
  ),
  request_expired: page(
    409,
    'The request waited too long',
    'A code was asked for, and Meta could not be asked within 15 minutes. No phone rings long after somebody wanted it to.',
    'you',
    'Ask for the code again.',
  ),
  code_expired: page(
    422,
    'Meta says the code expired',
    'Codes live about ten minutes.',
    'you',
    'Ask for a new code with POST …/code-requests.',
  ),
  recipient_invalid: page(
    422,
    'The recipient is not a phone number',
    'The recipient could not be read as a phone number.',
    'you',
    'Send it in international form, or with default_country.',
  ),
  parameters_mismatch: page(
    422,
    'The parameters do not fit the template',
    'Number, kind or names of the parameters differ from the template’s.',
    'you',
    'errors[] names what is missing or too much.',
  ),
  template_unusable: page(
    422,
    'The template cannot be used',
    'It is missing, not approved, paused or disabled at Meta.',
    'you',
    'Look at the template’s status and bind another.',
  ),
  outside_service_window: page(
    422,
    'Outside the 24-hour window',
    'Free text may be sent for 24 hours after the customer’s last message.',
    'you',
    'Send a template.',
  ),
  send_refused: page(
    422,
    'Meta refused the message',
    'Meta was asked to send the message and refused it for good. It was not sent, and will not be.',
    'you',
    'Do what "diagnosis.fix" says; "message_id" names the message with everything Meta said.',
  ),
  url_not_allowed: page(
    422,
    'This URL may not be called',
    'URLs must be https, without user, password or fragment; plain http to this machine is for development only.',
    'you',
    'Give an https URL.',
  ),
  signup_code_unusable: page(
    422,
    'The sign-up code cannot be used',
    'Meta gave no token for this code: it was used before, is older than 30 seconds, or belongs to another app.',
    'the number’s owner',
    'Open the pop-up again; its owner only confirms what is there already. Hand the new code in at once.',
  ),
  signup_reply_lost: page(
    422,
    'Meta’s answer to the sign-up code was lost',
    'The code was sent to Meta once and no answer came. It works once, so it is spent, and is not sent again.',
    'the number’s owner',
    'Open the pop-up again; nothing is lost but this code.',
  ),
  signup_not_granted: page(
    422,
    'The sign-up does not grant what is needed',
    'The token lacks a permission, belongs to another app, or does not reach this WhatsApp account.',
    'the number’s owner',
    'Open the pop-up again and share the WhatsApp account with both permissions; the login configuration must ask for them.',
  ),
  signup_ambiguous: page(
    422,
    'Several numbers could be meant',
    'The sign-up does not say which number was chosen, and there are several. The answer lists them as "candidates".',
    'you',
    'Send the same code again with "phone_number_id" (or "waba_id"): it is not sent to Meta a second time.',
  ),
  signup_number_missing: page(
    422,
    'The number is not in the WhatsApp account',
    'The sign-up ended without a number, or the one named is not in this WhatsApp account.',
    'the number’s owner',
    'Add the number in the pop-up or in WhatsApp Manager, then send the same code again with its "phone_number_id".',
  ),
  idempotency_key_reused: page(
    422,
    'The Idempotency-Key was used for another request',
    'The same key came before on this route with another body.',
    'you',
    'Use a new key for a new request.',
  ),
  too_many_requests: page(
    429,
    'Too many requests',
    'This key sent more requests than it may.',
    'nobody, only time',
    'Slow down; go on after Retry-After.',
  ),
  too_many_code_tries: page(
    429,
    'Too many wrong codes',
    'Five wrong codes void the one that Meta sent.',
    'you',
    'Ask for a new code with POST …/code-requests.',
  ),
  internal_error: page(
    500,
    'Something is wrong on our side',
    'An error of ours, logged under the request id. What was asked may or may not have been stored.',
    'us',
    'Repeat the request, with an Idempotency-Key on a POST; report the request id if it stays.',
  ),
  signup_incomplete: page(
    503,
    'The sign-up is not finished yet',
    'Meta gave its token, which is kept, and then could not be read.',
    'nobody, only time',
    'Send the same request again after Retry-After: the code is not needed a second time.',
  ),
  unavailable: page(
    503,
    'We cannot store this now',
    'The database cannot be reached, or this part does not take requests at the moment. Nothing was done.',
    'us',
    'Repeat the request after Retry-After.',
  ),
};
