import pg from 'pg';
import { CHANNELS, type Channel } from './append.js';

/** One connection that listens for all of a process. */
export interface Listener {
  /** Calls `handler` with the id of each notification; also with null after a reconnect, when some may have been missed. Returns how to stop. */
  on(channel: Channel, handler: (id: string | null) => void): () => void;
  close(): Promise<void>;
}

const RECONNECT_AFTER = 1_000;

/** Listens on every channel and reconnects by itself. Resolves at once; notifications begin when Postgres answers. */
export function startListener(databaseUrl: string, onError: (error: Error) => void): Listener {
  const handlers = new Map<Channel, Set<(id: string | null) => void>>();
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  const tell = (channel: Channel, id: string | null): void => {
    for (const handler of handlers.get(channel) ?? []) handler(id);
  };
  const retry = (error: Error): void => {
    if (closed || timer !== null) return;
    onError(error);
    timer = setTimeout(() => {
      timer = null;
      connecting = connect();
    }, RECONNECT_AFTER);
  };
  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: databaseUrl, keepAlive: true });
    next.on('error', retry);
    next.on('end', () => retry(new Error('the listening connection to Postgres ended')));
    next.on('notification', ({ channel, payload }) => tell(channel as Channel, payload ?? null));
    client = next;
    try {
      await next.connect();
      await next.query(
        Object.values(CHANNELS)
          .map((channel) => `listen ${channel}`)
          .join('; '),
      );
      for (const channel of handlers.keys()) tell(channel, null);
    } catch (error) {
      retry(error instanceof Error ? error : new Error(String(error)));
    }
  };
  let connecting = connect();

  return {
    on(channel, handler) {
      const set = handlers.get(channel) ?? new Set();
      handlers.set(channel, set.add(handler));
      return () => void set.delete(handler);
    },
    async close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      await connecting;
      await client?.end().catch(() => {});
    },
  };
}
