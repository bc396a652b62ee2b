import type { PhoneNumberNode } from '../../graph/schemas.js';
import { Problem } from '../problem.js';

/** What the browser said of the number; Meta's pop-up may end without naming it. Source: facts/meta.md §6. */
export interface PickedNumber {
  readonly phoneNumberId: string | null;
  readonly coexistence: boolean;
}

/** A number that could be meant, for a person to choose from. */
export interface Candidate {
  readonly phone_number_id: string;
  readonly waba_id: string;
  readonly display_phone_number: string | null;
  readonly verified_name: string | null;
  readonly is_on_biz_app: boolean | null;
}

/**
 * The one number that was signed up, never a guess: the one that is named, for coexistence the only one on the WhatsApp Business app, else
 * the only one there is. @throws Problem `signup_ambiguous` with the candidates, `signup_number_missing`
 */
export function pickNumber(
  numbers: readonly PhoneNumberNode[],
  wabaId: string,
  { phoneNumberId, coexistence }: PickedNumber,
): PhoneNumberNode {
  if (phoneNumberId !== null) {
    const named = numbers.find(({ id }) => id === phoneNumberId);
    if (named !== undefined) return named;
    throw new Problem(
      'signup_number_missing',
      `The number ${phoneNumberId} is not in the WhatsApp account ${wabaId}.`,
      { members: { candidates: numbers.map((number) => candidate(number, wabaId)) } },
    );
  }
  const possible = coexistence
    ? numbers.filter(({ is_on_biz_app: isOnBizApp }) => isOnBizApp === true)
    : numbers;
  const [only] = possible;
  if (only !== undefined && possible.length === 1) return only;
  // Whether a number is on the app may be unread: then a person knows.
  const candidates = (possible.length > 0 ? possible : numbers).map((number) =>
    candidate(number, wabaId),
  );
  if (candidates.length === 0) {
    throw new Problem(
      'signup_number_missing',
      `The WhatsApp account ${wabaId} has no phone number yet.`,
      { members: { candidates } },
    );
  }
  throw new Problem(
    'signup_ambiguous',
    coexistence && possible.length === 0
      ? `No number of the WhatsApp account ${wabaId} shows that it is on the WhatsApp Business app; say which one it is.`
      : `The WhatsApp account ${wabaId} has ${candidates.length} numbers; say which one was signed up.`,
    { members: { candidates } },
  );
}

const candidate = (number: PhoneNumberNode, wabaId: string): Candidate => ({
  phone_number_id: number.id,
  waba_id: wabaId,
  display_phone_number: number.display_phone_number ?? null,
  verified_name: number.verified_name ?? null,
  is_on_biz_app: number.is_on_biz_app ?? null,
});
