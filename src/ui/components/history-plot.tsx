import type { Segment } from '../health-plot.js';
import { wordsOfValue } from '../values.js';
import { Time } from './time.js';

const WIDTH = 600;
const HEIGHT = 18;

/** How one of Meta's words changed over time: a band to look at, its changes to read. */
export const HistoryPlot = ({
  label,
  segments,
  now,
}: {
  label: string;
  segments: readonly Segment[];
  now: number;
}) => (
  <div class="history">
    <h3>{label}</h3>
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {segments.map(({ from, to, value, tone, since }) => (
        <rect
          x={from * WIDTH}
          y="0"
          width={Math.max((to - from) * WIDTH, 2)}
          height={HEIGHT}
          class={`segment ${tone}`}
        >
          <title>{`${wordsOfValue(value)}, ${since.toISOString()}`}</title>
        </rect>
      ))}
    </svg>
    <ol class="legend">
      {segments
        .slice(-3)
        .toReversed()
        .map(({ value, tone, since }) => (
          <li>
            <span class={`badge ${tone}`}>{wordsOfValue(value)}</span>{' '}
            <small>
              <Time at={since} now={now} />
            </small>
          </li>
        ))}
    </ol>
  </div>
);
