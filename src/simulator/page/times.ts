import { DAY, HOUR, MINUTE, SECOND } from '../state/clock.js';

const FORMAT = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'medium',
  timeZone: 'UTC',
});

/** An instant of the simulated clock for people. */
export function timeText(at: number): string {
  return `${FORMAT.format(at)} UTC`;
}

/** A span for people: the largest unit that fits. */
export function inTime(milliseconds: number): string {
  const units = [
    [DAY, 'day'],
    [HOUR, 'hour'],
    [MINUTE, 'minute'],
    [SECOND, 'second'],
  ] as const;
  for (const [size, name] of units) {
    if (milliseconds < size) continue;
    const count = Math.round((milliseconds / size) * 10) / 10;
    return `in ${count} ${name}${count === 1 ? '' : 's'}`;
  }
  return 'at once';
}
