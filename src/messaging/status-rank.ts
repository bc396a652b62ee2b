/** What can be said of a message, in api.md's words. */
export const MESSAGE_STATUSES = [
  'queued',
  'retrying',
  'unknown',
  'accepted',
  'held',
  'sent',
  'failed',
  'delivered',
  'read',
  'played',
] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

/** The statuses that Meta tells by webhook. Source: facts/meta.md §4.4. */
export const TOLD_STATUSES = ['sent', 'failed', 'delivered', 'read', 'played'] as const;
export type ToldStatus = (typeof TOLD_STATUSES)[number];

/**
 * How far a message came: a status never goes back to a lower one. `failed` stands below `delivered`, because what was shown to somebody
 * was delivered, whatever Meta says besides; both are kept, and shown as the contradiction they are. What we only assume (queued,
 * retrying, unknown) gives way to anything that Meta says. Source: facts/meta.md §5.
 */
export const RANK: Record<MessageStatus, number> = {
  queued: 0,
  retrying: 0,
  unknown: 0,
  accepted: 1,
  held: 2,
  sent: 3,
  failed: 4,
  delivered: 5,
  read: 6,
  played: 7,
};

/** Is this a status word that says how far a message came? Others (`deleted`, `warning`) are kept and change nothing. */
export const isToldStatus = (word: string): word is ToldStatus =>
  (TOLD_STATUSES as readonly string[]).includes(word);

/** One status as Meta told it; `at` is Meta's time, ms. */
export interface ToldEvent {
  readonly status: string;
  readonly at: number;
}

/** Where a message stands after everything Meta told of it. */
export interface Standing {
  readonly status: MessageStatus;
  /** When each was first true, by Meta's clock, ms. */
  readonly times: Readonly<Partial<Record<ToldStatus, number>>>;
}

/** Folds statuses into where a message stands: any order and any repetition give the same. The SQL of store/fold-messages.ts does the same. */
export function foldStatuses(before: MessageStatus, told: readonly ToldEvent[]): Standing {
  let status = before;
  const times: Partial<Record<ToldStatus, number>> = {};
  for (const { status: word, at } of told) {
    if (!isToldStatus(word)) continue;
    if (RANK[word] > RANK[status]) status = word;
    times[word] = Math.min(times[word] ?? at, at);
  }
  return { status, times };
}
