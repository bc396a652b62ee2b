import type { TimelineRow } from '../../store/timeline.js';
import { strings } from '../strings.js';
import { CopyButton } from './copy-button.js';
import { Time } from './time.js';

/** What happened, newest first, with Meta's words and who did it. */
export const Happenings = ({
  rows,
  now,
  detailed = false,
}: {
  rows: readonly TimelineRow[];
  now: number;
  detailed?: boolean;
}) => (
  <ol class="happenings">
    {rows.map((row) => (
      <li id={`happening-${row.id}`}>
        <Time at={row.at} now={now} />
        <div>
          <span dir="auto">{row.sentence}</span>
          {row.actor !== null && (
            <span class="muted" dir="auto">
              {' '}
              · {row.actor}
            </span>
          )}
          {detailed && <Facts row={row} />}
        </div>
      </li>
    ))}
  </ol>
);

/** What Meta said, which its support asks for; the rest explains our own decision and is there to be opened. */
const OF_META: ReadonlySet<string> = new Set([
  'code',
  'subcode',
  'title',
  'message',
  'details',
  'fbtrace_id',
  'failure',
  'rejection_reason',
]);

type Entry = readonly [name: string, value: unknown];

function Facts({ row: { id, facts } }: { row: TimelineRow }) {
  const entries = Object.entries(facts).filter(([, value]) => value !== null);
  const ofMeta = entries.filter(([name]) => OF_META.has(name));
  const others = entries.filter(([name]) => !OF_META.has(name));
  return (
    <>
      {ofMeta.length > 0 && <FactList entries={ofMeta} />}
      {others.length > 0 && (
        // What somebody opened stays open when the page reads itself again.
        <details id={`facts-${id}`}>
          <summary>{strings.number.details}</summary>
          <FactList entries={others} />
        </details>
      )}
    </>
  );
}

/** Raw facts: scalars as they are, the rest as JSON; a trace id can be copied. */
const FactList = ({ entries }: { entries: readonly Entry[] }) => (
  <dl class="facts">
    {entries.map(([name, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return (
        <div>
          <dt>{name.replaceAll('_', ' ')}</dt>
          <dd dir="auto">
            <code>{text}</code>{' '}
            {/trace/i.test(name) && <CopyButton text={text} what="the trace id" />}
          </dd>
        </div>
      );
    })}
  </dl>
);
