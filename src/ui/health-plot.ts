import { toneOfValue } from './values.js';
import type { Tone } from './components/notice.js';

/** A value as it was from one instant to another. */
export interface Segment {
  /** Part of the whole width, 0 to 1. */
  readonly from: number;
  readonly to: number;
  readonly value: string | null;
  readonly tone: Tone;
  readonly since: Date;
}

/** What a snapshot said at its instant; snapshots are taken on change. */
export interface Reading {
  readonly at: Date;
  readonly value: string | null;
}

/** Readings, oldest first, as segments between `start` and `end`; neighbours of one value are one. Pure. */
export function segmentsOf(
  readings: readonly Reading[],
  { start, end }: { readonly start: Date; readonly end: Date },
): Segment[] {
  const span = Math.max(end.getTime() - start.getTime(), 1);
  const part = (at: Date): number =>
    Math.min(Math.max((at.getTime() - start.getTime()) / span, 0), 1);
  const changes = readings.filter(
    ({ value }, index) => index === 0 || readings[index - 1]?.value !== value,
  );
  return changes.map(({ at, value }, index) => {
    const next = changes[index + 1];
    return {
      from: part(at),
      to: next === undefined ? 1 : part(next.at),
      value,
      tone: toneOfValue(value),
      since: at,
    };
  });
}
