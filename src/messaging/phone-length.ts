import {
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
  type PhoneNumber,
} from 'libphonenumber-js/max';

/** More than that are no slip of the finger. */
const MOST_MISSING = 3;
const DIGITS = Array.from({ length: 10 }, (_, digit) => String(digit));

/**
 * What is wrong with how many digits a number has: the end of a sentence; null where nothing is. A number that no table knows has the right
 * length where its country has any numbers of that length, for new ranges appear; unless it is the beginning of a known mobile number, which no
 * other number can be.
 */
export function lengthProblem(phone: PhoneNumber): string | null {
  if (phone.isValid()) return null;
  const where = phone.country ?? `+${phone.countryCallingCode}`;
  if (phone.isPossible())
    return isBeginning(phone.number) ? `has too few digits for a number of ${where}` : null;
  switch (validatePhoneNumberLength(phone.number)) {
    case 'TOO_SHORT':
      return `has too few digits for a number of ${where}`;
    case 'TOO_LONG':
      return `has too many digits for a number of ${where}`;
    default:
      return `does not have as many digits as a number of ${where}`;
  }
}

function isBeginning(number: string): boolean {
  return Array.from({ length: MOST_MISSING }, (_, more) => more + 1).some((missing) =>
    DIGITS.some((digit) => isMobile(number + digit.repeat(missing))),
  );
}

function isMobile(number: string): boolean {
  const phone = parsePhoneNumberFromString(number);
  // Where digits were taken for a national prefix it is the beginning of something else.
  if (phone?.number !== number || !phone.isValid()) return false;
  return ['MOBILE', 'FIXED_LINE_OR_MOBILE'].includes(phone.getType() ?? '');
}
