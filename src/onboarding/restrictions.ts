/** Something that Meta does not allow the WABA for now. Source: facts/meta.md §4.6. */
export interface Restriction {
  /** `RESTRICTED_BIZ_INITIATED_MESSAGING` and the like, as Meta names it. */
  readonly type: string;
  /** When it ends, ms. */
  readonly expiresAt: number;
}

/** Those that concern messages; others stop calls, or the adding of numbers. */
const CONCERNS_MESSAGES = /MESSAGING|TEMPLATES/;

/** The restrictions of messages that hold now, the one that ends last first. */
export const restrictionsAt = (restrictions: readonly Restriction[], at: number): Restriction[] =>
  restrictions
    .filter(({ type, expiresAt }) => CONCERNS_MESSAGES.test(type) && expiresAt > at)
    .toSorted((one, other) => other.expiresAt - one.expiresAt);

/** When the next of them ends, ms; null when none holds. */
export const nextExpiry = (restrictions: readonly Restriction[], at: number): number | null =>
  restrictionsAt(restrictions, at).at(-1)?.expiresAt ?? null;

/** `biz initiated messaging; utility templates`. */
export const restrictionsInWords = (restrictions: readonly Restriction[]): string =>
  restrictions
    .map(({ type }) =>
      type
        .replace(/^RESTRICTED_/, '')
        .replaceAll('_', ' ')
        .toLowerCase(),
    )
    .join('; ');
