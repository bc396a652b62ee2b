const SECOND = 1_000;
const UNITS: ReadonlyMap<string, number> = new Map([
  ['s', SECOND],
  ['m', 60 * SECOND],
  ['h', 3_600 * SECOND],
  ['d', 86_400 * SECOND],
]);
const WORDS: ReadonlyMap<string, number> = new Map([
  ['a', 1],
  ['an', 1],
  ['one', 1],
  ['two', 2],
  ['three', 3],
  ['five', 5],
  ['ten', 10],
]);

// A word needs a space behind it: "and" is not "an d".
const AMOUNT = String.raw`\b(?:\d+(?:\.\d+)?|(?:an?|one|two|three|five|ten)(?=\s))`;
const UNIT = String.raw`(?:seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)\b`;
const RANGE = String.raw`(?:\s*(?:-|–|to|or)\s*(${AMOUNT}))?`;
const PART = String.raw`(${AMOUNT})${RANGE}[\s-]*(${UNIT})`;
const PARTS = new RegExp(PART, 'gi');
const ANY_PART = PART.replaceAll(/\((?!\?)/g, '(?:');
const DURATION = String.raw`(${ANY_PART}(?:,?\s+(?:and\s+)?${ANY_PART})*)`;
/** A wait is asked for with one of these words; "valid for 10 minutes" and "10 requests in 72 hours" ask for none. */
const LEAD = String.raw`\b(?:wait|waiting|try|again|retry|code|available|after|remaining|left)`;
const FILLER = String.raw`(?:\s+(?:again|for|in|after|at least|about|approximately|another|time|is|up to))*`;
const WAIT = new RegExp(String.raw`${LEAD}${FILLER}:?\s+${DURATION}`, 'i');
const REMAINING = new RegExp(String.raw`\b${DURATION}\s+(?:remaining|left)\b`, 'i');

/**
 * The wait that Meta states in English prose, ms; null when no text states one. Texts are tried in order; of a range ("5 to 10
 * minutes") the longer end counts. The wording is unpublished, so it is read loosely. Source: facts/meta.md §3.2 (133008, 133009), §9.
 */
export function statedWaitMs(texts: readonly (string | null)[]): number | null {
  for (const text of texts) {
    const stated = text && (text.match(WAIT) ?? text.match(REMAINING))?.[1];
    if (stated) return durationMs(stated);
  }
  return null;
}

function durationMs(stated: string): number {
  return [...stated.matchAll(PARTS)]
    .map(([, from = '', to = from, unit = '']) => {
      return (
        Math.max(amountOf(from), amountOf(to)) * (UNITS.get(unit.charAt(0).toLowerCase()) ?? 0)
      );
    })
    .reduce((sum, part) => sum + part, 0);
}

function amountOf(word: string): number {
  return WORDS.get(word.toLowerCase()) ?? Number(word);
}
