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

const AMOUNT = String.raw`(?:\d+(?:\.\d+)?|an?|one|two|three|five|ten)`;
const UNIT = '(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?)';
const PART = String.raw`${AMOUNT}(?:\s*(?:-|–|to|or)\s*${AMOUNT})?[\s-]*${UNIT}`;
/** A wait is asked for with one of these words; "within 24 hours" and "more than 14 days ago" ask for none. */
const LEAD = String.raw`\b(?:wait(?:ing)?|again|after|in|for|time|remaining)\b`;
const WAIT = new RegExp(
  String.raw`${LEAD}(?:\s+(?:for|in|after|at least|about|approximately|another|is|left))*:?\s+(${PART}(?:[,\s]+(?:and\s+)?${PART})*)\b(?!\s+ago)`,
  'i',
);
const PARTS = new RegExp(
  String.raw`(${AMOUNT})(?:\s*(?:-|–|to|or)\s*(${AMOUNT}))?[\s-]*(${UNIT})`,
  'gi',
);

/**
 * The wait that Meta states in English prose, ms; null when no text states one. Texts are tried in order; of a range ("5 to 10
 * minutes") the longer end counts. The wording is unpublished, so it is read loosely. Source: facts/meta.md §3.2 (133008, 133009), §9.
 */
export function statedWaitMs(texts: readonly (string | null)[]): number | null {
  for (const text of texts) {
    const stated = text?.match(WAIT)?.[1];
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
