import { classify } from '../graph/classify.js';
import type { FailureClass } from '../graph/failure-class.js';
import type { GraphError } from '../graph/outcome.js';
import { appendTimeline } from '../store/append.js';
import type { Database } from '../store/database.js';
import type { MessageRow } from '../store/tables.js';
import { requestCoalescedWakes } from '../store/wakeups.js';
import { noteSenderRejected } from '../store/sender-rejected.js';

/** Not registered, whatever the node shows: a further register mends it. Source: facts/meta.md §2.5. */
const NOT_REGISTERED: readonly number[] = [133010, 131045];
/** The account is restricted or locked, or the token may not do this with it. Source: facts/meta.md §3.2, §3.4. */
const OF_NUMBER: ReadonlySet<FailureClass> = new Set([
  'account_locked',
  'terms_not_accepted',
  'permission',
  'not_visible',
]);

const HOUR = 3_600_000;

/**
 * What a refused send says of the number, told to its controller: it looks at once, and knows that sending was refused although Meta shows
 * the number as connected. Once a minute at most for each number, since a campaign is refused by the thousand.
 */
export async function tellOfRefusedSender(
  db: Database,
  { number_id: numberId }: Pick<MessageRow, 'number_id'>,
  error: GraphError,
  at: number,
): Promise<void> {
  const { code, message } = error;
  const isNotRegistered = NOT_REGISTERED.includes(code);
  // A refused token is told by the Graph client itself.
  if (!isNotRegistered && !OF_NUMBER.has(classify(error).class)) return;

  await db.transaction().execute(async (tx) => {
    if (isNotRegistered && !(await noteSenderRejected(tx, numberId, at))) return;
    await appendTimeline(tx, [
      {
        numberId,
        at,
        kind: 'send_refused',
        sentence: `Meta refused to send a message from this number: ${code} "${message}".`,
        facts: { code },
        // A burst makes one row an hour.
        sourceKey: `send_refused/${numberId}/${code}/${Math.floor(at / HOUR)}`,
      },
    ]);
    await requestCoalescedWakes(tx, [numberId], { reason: 'send_refused', at, isDue: true });
  });
}
