import type { Channel } from '../../store/append.js';
import type { Database } from '../../store/database.js';
import type { Listener } from '../../store/listen.js';
import { ownersOfNumbers, type NumberOwner } from '../../store/number-owners.js';

/** What a page can be told of: rows of numbers, their messages, deliveries from Meta, events to customers. */
export const TOPICS = ['numbers', 'messages', 'webhooks', 'events'] as const satisfies Channel[];
export type Topic = (typeof TOPICS)[number];

/** Which changes a stream wants to hear of. */
export interface Interest {
  readonly topics: readonly Topic[];
  /** Null = of every account, for platform keys. */
  readonly accountId: string | null;
  /** A phone number id; null = of every number. */
  readonly phoneNumberId: string | null;
}

/** Somebody's open page. */
export interface Subscriber extends Interest {
  /** Something of these topics changed. */
  readonly changed: (topics: readonly Topic[]) => void;
  /** A sign of life, so that nobody between us and the page hangs up. */
  readonly beat: () => void;
  /** There will be nothing more. */
  readonly end: () => void;
}

/** Tells open pages of one process what changed, whichever process changed it. */
export interface LiveHub {
  /** Returns how to stop. */
  subscribe(subscriber: Subscriber): () => void;
  /** How many pages are open. */
  readonly size: () => number;
  close(): void;
}

/** Changes within this time are told at once, ms: under load a page is told three times a second, not a thousand. */
const GATHER_FOR = 300;
const BEAT_EVERY = 15_000;

/** One listener for all pages of this process: each batch of notifications costs one query, and none while no page is open. */
export function startLiveHub({
  db,
  listener,
}: {
  readonly db: Database;
  readonly listener: Pick<Listener, 'on'>;
}): LiveHub {
  const subscribers = new Set<Subscriber>();
  const gathered = new Map<Topic, Set<string | null>>();
  let timer: NodeJS.Timeout | null = null;

  const flush = async (): Promise<void> => {
    timer = null;
    const batch = new Map(gathered);
    gathered.clear();
    const owners = await ownersOf(db, batch);
    for (const subscriber of subscribers) {
      const topics = subscriber.topics.filter((topic) =>
        concerns(subscriber, batch.get(topic), owners),
      );
      if (topics.length > 0) subscriber.changed(topics);
    }
  };
  const stops = TOPICS.map((topic) =>
    listener.on(topic, (id) => {
      if (subscribers.size === 0) return;
      gathered.set(topic, (gathered.get(topic) ?? new Set()).add(id === '' ? null : id));
      timer ??= setTimeout(() => void flush(), GATHER_FOR);
    }),
  );
  const beat = setInterval(() => {
    for (const subscriber of subscribers) subscriber.beat();
  }, BEAT_EVERY);

  return {
    subscribe(subscriber) {
      subscribers.add(subscriber);
      return () => void subscribers.delete(subscriber);
    },
    size: () => subscribers.size,
    close() {
      for (const stop of stops) stop();
      clearInterval(beat);
      if (timer !== null) clearTimeout(timer);
      for (const subscriber of subscribers) subscriber.end();
      subscribers.clear();
    },
  };
}

const UUID = /^[\da-f]{8}-[\da-f-]{27}$/;

/** Whose the numbers are that notifications named; null when that cannot be read, and everybody is told. */
async function ownersOf(
  db: Database,
  batch: ReadonlyMap<Topic, ReadonlySet<string | null>>,
): Promise<ReadonlyMap<string, NumberOwner> | null> {
  const named = [...batch.values()].flatMap((ids) => [...ids]);
  const ids = [...new Set(named.filter((id): id is string => id !== null && UUID.test(id)))];
  if (ids.length === 0) return new Map();
  return ownersOfNumbers(db, ids).catch(() => null);
}

function concerns(
  { accountId, phoneNumberId }: Interest,
  ids: ReadonlySet<string | null> | undefined,
  owners: ReadonlyMap<string, NumberOwner> | null,
): boolean {
  if (ids === undefined) return false;
  if (owners === null) return true;
  for (const id of ids) {
    const owner = id === null ? undefined : owners.get(id);
    // Without a number it may be anybody's: the page reads again what it may see.
    if (owner === undefined) return true;
    const isTheirs = accountId === null || owner.accountId === accountId;
    if (isTheirs && (phoneNumberId === null || owner.phoneNumberId === phoneNumberId)) return true;
  }
  return false;
}
