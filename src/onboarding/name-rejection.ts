import type { Memory } from './memory.js';
import type { PhoneNode } from './normalise.js';

/** Meta's reasons in words that follow a colon. Source: facts/meta.md §4.5. */
const WORDS: Readonly<Record<string, string>> = {
  NAME_EMPLOYEE_ISSUE: 'the name of an employee or a private person is not allowed',
  NAME_ENDCLIENT_NOTRELATED: 'the name has no visible relation to the business',
  NAME_FORMAT_UNACCEPTABLE: 'its format is not acceptable (capitals, punctuation or symbols)',
  NAME_INDIVIDUAL_ISSUE: 'the name of an individual is not allowed',
  NAME_NOT_CONSISTENT: 'it does not match how the business presents itself elsewhere',
};

const SAYS_NOTHING = ['UNKNOWN', 'NONE'];

/** Meta's reason in words; one that we do not know stands as Meta wrote it, null where there is none. */
export function rejectionWords(reason: string | null): string | null {
  if (reason === null || SAYS_NOTHING.includes(reason)) return null;
  return WORDS[reason] ?? reason;
}

const DECLINED = ['DECLINED', 'REJECTED'];

/** Why the name that counts now was declined, in Meta's code; null while none is declined, or when Meta's reason was about another name. */
export function rejectionReason(
  node: Pick<PhoneNode, 'newDisplayName' | 'newNameStatus' | 'verifiedName' | 'nameStatus'>,
  { nameRejection }: Pick<Memory, 'nameRejection'>,
): string | null {
  const status = node.newNameStatus ?? node.nameStatus;
  if (nameRejection === undefined || !DECLINED.includes(status ?? '')) return null;
  const name = node.newDisplayName ?? node.verifiedName;
  const isAnother =
    nameRejection.name !== undefined && name !== null && nameRejection.name !== name;
  return isAnother ? null : nameRejection.reason;
}
