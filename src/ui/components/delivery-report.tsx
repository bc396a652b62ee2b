import type { presentDeliveryReport } from '../../api/present/delivery-report.js';
import type { MessageDay } from '../../store/messages-by-day.js';
import { strings } from '../strings.js';
import { shortDuration } from './duration.js';
import { Plot, type Series } from './plot.js';
import { Tile } from './tile.js';

const SERIES = ['read', 'delivered', 'sent', 'waiting', 'failed'] as const;

/** How far the messages of each day came. */
export function DeliveryPlot({ days }: { days: readonly MessageDay[] }) {
  const words = strings.messages.report;
  const series: Series[] = SERIES.map((name) => ({
    name: words.series[name],
    paint: name === 'waiting' ? 'waiting-paint' : name,
  }));
  return (
    <Plot
      title={words.plot}
      asTable={words.asTable}
      series={series}
      columns={days.map((day) => ({
        label: day.day.slice(5),
        values: SERIES.map((name) => day[name]),
      }))}
    />
  );
}

/** The rates and times that a person asks for first. */
export function DeliveryTiles({ report }: { report: ReturnType<typeof presentDeliveryReport> }) {
  const words = strings.messages.report;
  const { median_s: median, p95_s: p95 } = report.times.sent_to_delivered;
  return (
    <div class="tiles">
      <Tile name={words.total} value={String(report.total)} />
      <Tile
        name={words.deliveredRate}
        value={percent(report.delivered_rate)}
        hint={words.deliveredRateHint}
      />
      <Tile name={words.readRate} value={percent(report.read_rate)} hint={words.readRateHint} />
      <Tile
        name={words.toDelivered}
        value={
          median === null || p95 === null
            ? words.noFigure
            : `${shortDuration(median)} (${shortDuration(p95)})`
        }
        hint={words.toDeliveredHint}
      />
    </div>
  );
}

const percent = (rate: number | null): string =>
  rate === null ? strings.messages.report.noFigure : `${Math.round(rate * 1_000) / 10} %`;
