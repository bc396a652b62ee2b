import { STAGES } from '../onboarding/stage.js';
import type { Database } from '../store/database.js';
import type { Listener } from '../store/listen.js';
import { listNumberViews } from '../store/number-lists.js';
import type { NumberView } from '../store/number-views.js';
import { demoNumbers, spareNumber } from './demo-numbers.js';
import type { Report } from './report.js';

const MOST = 200;

// A burst of notifications costs one look.
const GATHER_MS = 200;

/** What changes are told of a number. */
type Seen = Pick<NumberView, 'stage' | 'reason'>;

/** Somebody who looks at the numbers. */
export interface StageWatch {
  /** How many numbers are where, in one line. */
  readonly summary: () => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Tells in one line whenever a number comes to another stage or reason; what is so now is not told. */
export async function watchStages(
  db: Database,
  listener: Pick<Listener, 'on'>,
  report: Report,
): Promise<StageWatch> {
  const seen = new Map<string, Seen>();
  const look = async (tell: Report): Promise<void> => {
    const page = { order: 'newest', after: null, limit: MOST } as const;
    const numbers = await listNumberViews(db, null, {}, page);
    // Oldest first, as they were added.
    for (const number of numbers.toReversed()) {
      const before = seen.get(number.id);
      seen.set(number.id, { stage: number.stage, reason: number.reason });
      if (isNews(number, before)) tell(changeLine(number, before));
    }
  };
  await look(() => {});

  let timer: NodeJS.Timeout | null = null;
  let looking = Promise.resolve();
  const lookNext = (): Promise<void> => {
    // A look that failed is made good by the next one.
    looking = looking.then(() => look(report)).catch(() => {});
    return looking;
  };
  const stopListening = listener.on('numbers', () => {
    timer ??= setTimeout(() => {
      timer = null;
      void lookNext();
    }, GATHER_MS);
  });

  return {
    summary: async () => {
      await lookNext();
      return summaryLine([...seen.values()]);
    },
    close: async () => {
      stopListening();
      if (timer !== null) clearTimeout(timer);
      await looking;
    },
  };
}

/** A new stage, or a new reason that lasts: "we are setting the callback now" is over before it is read. */
export function isNews({ stage, reason }: Seen, before: Seen | undefined): boolean {
  if (before !== undefined && before.stage !== stage) return true;
  return before?.reason !== reason && reason !== 'in_progress';
}

/** "Bella's Bakery: registering → activating. Registration worked; Meta is connecting the number, …" */
export function changeLine(
  number: Seen & Pick<NumberView, 'phone_number_id' | 'node' | 'explanation'>,
  before: Seen | undefined,
): string {
  const { stage } = number;
  const way = before === undefined || before.stage === stage ? stage : `${before.stage} → ${stage}`;
  return `${nameOf(number)}: ${way}. ${number.explanation.explanation}`;
}

/** "23 numbers: 14 live, 4 verifying". */
export function summaryLine(numbers: readonly Seen[]): string {
  const counts = STAGES.toReversed()
    .map((stage) => ({ stage, count: numbers.filter((number) => number.stage === stage).length }))
    .filter(({ count }) => count > 0)
    .map(({ stage, count }) => `${count} ${stage}`);
  return `${numbers.length} number${numbers.length === 1 ? '' : 's'}${counts.length > 0 ? `: ${counts.join(', ')}` : ''}`;
}

// Before the first read nobody has told us the name.
const nameOf = ({ phone_number_id: id, node }: Pick<NumberView, 'phone_number_id' | 'node'>) =>
  node?.verifiedName ??
  [...demoNumbers, spareNumber].find((number) => number.id === id)?.name ??
  `Number ${id}`;
