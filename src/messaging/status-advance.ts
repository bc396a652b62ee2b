import {
  RANK,
  type MessageStatus,
  type Standing,
  type ToldEvent,
  type ToldStatus,
} from './status-rank.js';

/** The way of nearly every message. */
const WAY: readonly MessageStatus[] = ['sent', 'delivered', 'read', 'played'];

/** A message as it stands, and which statuses it has a time of. */
export interface Advancing {
  readonly status: MessageStatus;
  readonly known: readonly string[];
}

/**
 * Where a message comes by its news alone: most go their way in order, and what was told before need not be read again. Null where it must be:
 * the news is the first of all, of a failure, of a word that is not on the way, of what was told or passed already, or a step is missing.
 */
export function advance(
  { status: before, known }: Advancing,
  news: readonly ToldEvent[],
): Standing | null {
  if (!WAY.includes(before)) return null;
  const times: Partial<Record<string, number>> = {};
  let status = before;
  for (const { status: word, at } of news) {
    const step = WAY.find((candidate) => candidate === word);
    if (step === undefined || RANK[step] <= RANK[before] || times[step] !== undefined) return null;
    times[step] = at;
    if (RANK[step] > RANK[status]) status = step;
  }
  const behind = WAY.slice(0, WAY.indexOf(status));
  const isWhole = behind.every((step) => times[step] !== undefined || known.includes(step));
  return isWhole ? { status, times: times as Partial<Record<ToldStatus, number>> } : null;
}
