import { strings } from '../strings.js';

const UNITS = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'long' });
const exact = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'medium',
  timeZone: 'UTC',
});

/** "3 minutes ago", "in 2 hours", "just now". */
export function ago(at: number, now: number): string {
  const distance = at - now;
  const unit = UNITS.find(([, ms]) => Math.abs(distance) >= ms);
  if (unit === undefined) return distance > 0 ? 'in less than a minute' : 'just now';
  return relative.format(Math.trunc(distance / unit[1]), unit[0]);
}

/**
 * An instant, relative; the exact one on hover. The page's script keeps it true while the page is open. `isAhead`: of something that is still to
 * come, also when its time is over.
 */
export function Time({
  at,
  now,
  isAhead = false,
}: {
  at: string | Date | null;
  now: number;
  isAhead?: boolean;
}) {
  if (at === null) return <span class="muted">{strings.never}</span>;
  const date = new Date(at);
  const isDue = isAhead && date.getTime() <= now;
  return (
    <time
      datetime={date.toISOString()}
      title={`${exact.format(date)} UTC`}
      data-relative
      data-due={isAhead ? strings.due : undefined}
    >
      {isDue ? strings.due : ago(date.getTime(), now)}
    </time>
  );
}
