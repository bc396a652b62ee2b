/** An instant as the API writes it: ISO 8601 UTC, or null. */
export function iso(instant: Date | number | null | undefined): string | null {
  return instant === null || instant === undefined ? null : new Date(instant).toISOString();
}
