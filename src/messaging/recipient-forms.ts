/** One person's digits, as they are dialled, and every other way in which Meta may write them. */
interface Forms {
  readonly digits: RegExp;
  readonly others: readonly string[];
}

/** Countries whose mobile numbers got or lost a digit that Meta's `wa_id` did not. Source: facts/field-problems.md, E. */
const DRIFTED: readonly Forms[] = [
  // Brazil: the ninth digit of a mobile number, which one that is older on WhatsApp lacks.
  { digits: /^55(\d\d)9([6-9]\d{7})$/, others: ['55$1$2'] },
  { digits: /^55(\d\d)([6-9]\d{7})$/, others: ['55$19$2'] },
  // Mexico: the 1 of mobile numbers, given up in 2019.
  { digits: /^52(\d{10})$/, others: ['521$1'] },
  { digits: /^521(\d{10})$/, others: ['52$1'] },
  // Argentina: the 9 of mobile numbers called from abroad.
  { digits: /^54(\d{10})$/, others: ['549$1'] },
  { digits: /^549(\d{10})$/, others: ['54$1'] },
];

/**
 * Every name under which Meta may write a recipient (`from`, `wa_id`, `recipient_id`), its own first: digits without plus, or the
 * business-scoped user id as it is.
 */
export function formsOf(recipient: string): readonly string[] {
  if (!/^\+?\d+$/.test(recipient)) return [recipient];
  const own = recipient.replace(/^\+/, '');
  const drifted = DRIFTED.flatMap(({ digits, others }) =>
    digits.test(own) ? others.map((other) => own.replace(digits, other)) : [],
  );
  return [own, ...drifted];
}
