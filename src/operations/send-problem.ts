import { diagnose } from '../messaging/diagnose.js';
import type { Explanation } from '../onboarding/explanation.js';
import type { MessageError } from '../store/tables.js';
import { Problem, type ProblemCode } from './problem.js';

/** Which of our problems a refusal of Meta is; every other one is `send_refused`. Source: facts/meta.md §3. */
const CODES: readonly { readonly problem: ProblemCode; readonly codes: readonly number[] }[] = [
  { problem: 'token_invalid', codes: [0, 102, 104, 190] },
  { problem: 'number_not_live', codes: [131037, 131045, 133010] },
  // The number itself is connected. Source: facts/meta.md §3.2, §3.4.
  { problem: 'account_restricted', codes: [368, 131031] },
  { problem: 'template_unusable', codes: [132001, 132005, 132007, 132015, 132016, 132068] },
  {
    problem: 'parameters_mismatch',
    codes: [100, 131008, 131009, 131051, 132000, 132008, 132012, 132018, 135000],
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
  const problem =
    CODES.find(({ codes }) => code !== null && codes.includes(code))?.problem ?? 'send_refused';
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
