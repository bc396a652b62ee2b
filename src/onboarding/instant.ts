/** An instant as people read it in a sentence: `2026-11-20 15:39 UTC`. */
export const instant = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** How long ago, in the largest whole unit: `3 minutes ago`. */
export function ago(ms: number, at: number): string {
  const length = duration(Math.max(at - ms, 0));
  return length === 'a moment' ? 'a moment ago' : `${length} ago`;
}

/** A length of time in its largest whole unit. */
export function duration(ms: number): string {
  const units: [string, number][] = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
  ];
  for (const [unit, length] of units) {
    const n = Math.floor(ms / length);
    if (n >= 1) return `${n} ${unit}${n === 1 ? '' : 's'}`;
  }
  return 'a moment';
}

/** The instant `days` working days (Monday to Friday, UTC) after `ms`. */
export function addWorkingDays(ms: number, days: number): number {
  const date = new Date(ms);
  for (let left = days; left > 0;) {
    date.setUTCDate(date.getUTCDate() + 1);
    const weekday = date.getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return date.getTime();
}
