import { findErrorRow } from '../graph/errors.js';
import type { FailureClass } from '../graph/failure-class.js';
import { diagnose } from '../messaging/diagnose.js';
import type { Explanation } from '../onboarding/explanation.js';
import type { MessageError } from '../store/tables.js';
import { Problem, type ProblemCode } from './problem.js';

/** What a refusal says of the number, its account or its token, told as onboarding tells it. Source: facts/meta.md §3.4. */
const CLASSES: Partial<Record<FailureClass, ProblemCode>> = {
  token: 'token_invalid',
  permission: 'token_invalid',
  not_registered: 'number_not_live',
  // Gone, or not shown to this token: Meta does not say which.
  not_visible: 'number_not_live',
  // The number itself is connected.
  account_locked: 'account_restricted',
  terms_not_accepted: 'account_restricted',
};

/**
 * Which of our problems any other refusal of Meta is; the rest is `send_refused`, also what may be wrong with a text as well as with a
 * template (100, 131051, 135000). Source: facts/meta.md §3.3.
 */
const CODES: readonly { readonly problem: ProblemCode; readonly codes: readonly number[] }[] = [
  { problem: 'number_not_live', codes: [131037] },
  { problem: 'template_unusable', codes: [132001, 132005, 132007, 132015, 132016, 132068] },
  {
    problem: 'parameters_mismatch',
    codes: [131008, 131009, 132000, 132008, 132012, 132018],
  },
  { problem: 'recipient_invalid', codes: [131021, 131026, 131030, 131062] },
  { problem: 'outside_service_window', codes: [131047] },
];

/** Those about the number: they show where it stands. */
const OF_NUMBER: ReadonlySet<ProblemCode> = new Set([
  'token_invalid',
  'number_not_live',
  'account_restricted',
]);

/** A message that Meta refused, for its sender: Meta's words, what they mean, and the message's id. */
export function problemOfFailure(
  messageId: string,
  error: MessageError,
  onboarding: Explanation,
): Problem {
  const { code, subcode = null, title, message, details, fbtrace_id: fbtraceId = null } = error;
  const problem = code === null ? 'send_refused' : problemOf({ ...error, code });
  const { meaning, fix } = diagnose({ code, subcode, title, message, details });
  const stopped = error.stopped === undefined ? '' : ` ${error.stopped}`;
  return new Problem(
    problem,
    code === null ? (error.stopped ?? meaning) : `${meaning} ${fix}${stopped}`,
    {
      ...(code !== null && {
        refusal: { code, subcode, title, message: message ?? '', details, fbtraceId },
      }),
      ...(OF_NUMBER.has(problem) && { onboarding }),
      members: { message_id: messageId },
    },
  );
}

function problemOf(error: MessageError & { readonly code: number }): ProblemCode {
  const { code, subcode = null, title, message, details } = error;
  const row = findErrorRow({ code, subcode, texts: [title, message, details] });
  const ofNumber = row?.failureClass && CLASSES[row.failureClass];
  return ofNumber ?? CODES.find(({ codes }) => codes.includes(code))?.problem ?? 'send_refused';
}
