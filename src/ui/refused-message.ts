import { Problem } from '../operations/problem.js';

/** The message that Meta refused: it is there, and its page explains it. Null where it was something else that went wrong. */
export function refusedMessageId(error: unknown): string | null {
  if (!(error instanceof Problem)) return null;
  const { message_id: id } = error.extras.members ?? {};
  return typeof id === 'string' ? id : null;
}
