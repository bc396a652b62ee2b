import type { presentMessageTimeline } from '../../api/present/message-timeline.js';
import { strings } from '../strings.js';
import { shortDuration } from './duration.js';
import { Time } from './time.js';

/** A shorter gap is none, s. */
const WORTH_A_WORD = 0.05;

/** So much later than Meta's own time is worth a word, ms. */
const LATE = 10_000;

/** Everything that happened to a message, with the gaps. */
export const MessagePath = ({
  entries,
  now,
}: {
  entries: ReturnType<typeof presentMessageTimeline>['data'];
  now: number;
}) => {
  const words = strings.messages.one;
  return (
    <ol class="path">
      {entries.map(({ kind, at, received_at: receivedAt, gap_s: gap, detail }) => {
        const lateMs =
          receivedAt === null || kind.startsWith('send_')
            ? 0
            : Date.parse(receivedAt) - Date.parse(at);
        return (
          <li>
            <strong>{words.kinds[kind] ?? kind}</strong>{' '}
            <span class="muted">
              <Time at={at} now={now} />
              {gap !== null && gap >= WORTH_A_WORD && ` · ${words.gap(shortDuration(gap))}`}
              {lateMs > LATE && ` · ${words.told(shortDuration(lateMs / 1_000))}`}
            </span>
            {detail !== null && <p dir="auto">{detail}</p>}
          </li>
        );
      })}
    </ol>
  );
};
