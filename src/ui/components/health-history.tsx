import type { HealthSnapshotRow } from '../../store/health-snapshots.js';
import { segmentsOf } from '../health-plot.js';
import { strings } from '../strings.js';
import { HistoryPlot } from './history-plot.js';

const words = strings.health;

/** Quality and status over the time that is known. */
export function HealthHistory({
  snapshots,
  now,
}: {
  snapshots: readonly HealthSnapshotRow[];
  now: number;
}) {
  const oldestFirst = snapshots.toReversed();
  const start = oldestFirst[0]?.taken_at;
  if (start === undefined) return null;
  const span = { start, end: new Date(now) };
  const of = (field: 'status' | 'qualityRating') =>
    segmentsOf(
      oldestFirst.map(({ taken_at: at, fields }) => ({ at, value: fields[field] })),
      span,
    );
  return (
    <section aria-labelledby="history">
      <h2 id="history">{words.history}</h2>
      <div class="plots">
        <HistoryPlot label={words.labels.status} segments={of('status')} now={now} />
        <HistoryPlot label={words.labels.quality} segments={of('qualityRating')} now={now} />
      </div>
    </section>
  );
}
