import type { TimelineRow } from '../../store/timeline.js';
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
          {detailed && <Facts facts={row.facts} />}
        </div>
      </li>
    ))}
  </ol>
);

/** Raw facts: scalars as they are, the rest as JSON; a trace id can be copied. */
function Facts({ facts }: { facts: Readonly<Record<string, unknown>> }) {
  const entries = Object.entries(facts).filter(([, value]) => value !== null);
  if (entries.length === 0) return null;
  return (
    <dl class="facts">
      {entries.map(([name, value]) => {
        const text = typeof value === 'string' ? value : JSON.stringify(value);
        return (
          <div>
            <dt>{name.replaceAll('_', ' ')}</dt>
            <dd dir="auto">
              <code>{text}</code>
              {/trace/i.test(name) && <CopyButton text={text} what="the trace id" />}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
