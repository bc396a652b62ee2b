import { DAY } from '../onboarding/duration.js';
import { TRAFFIC_WINDOW, usualGap } from '../onboarding/silence.js';
import { busyHours, storeUsualGaps } from '../store/traffic.js';
import type { NumberRow } from '../store/tables.js';
import type { Dependencies } from './dependencies.js';

/** Habits change slowly; before pace. */
const MEASURE_EVERY = DAY;

/** Measures anew how long nothing usually comes, for those of these numbers where the last time is a day ago; by the id of their rows. */
export async function measureTraffic(
  { db, settings }: Pick<Dependencies, 'db' | 'settings'>,
  numbers: readonly NumberRow[],
  at: number,
): Promise<Map<string, NonNullable<NumberRow['usual_gap']>>> {
  const due = numbers.filter(
    ({ usual_gap: gap }) => gap === null || at - gap.measured_at >= MEASURE_EVERY * settings.pace,
  );
  if (due.length === 0) return new Map();
  const hours = await busyHours(
    db,
    due.map(({ phone_number_id: id }) => id),
    { from: at - TRAFFIC_WINDOW, to: at },
  );
  const gaps = new Map(
    due.map(({ id, phone_number_id }) => [id, usualGap(hours.get(phone_number_id) ?? [])]),
  );
  await storeUsualGaps(db, gaps, at);
  return new Map([...gaps].map(([id, ms]) => [id, { ms, measured_at: at }]));
}
