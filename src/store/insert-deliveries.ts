import pg from 'pg';
import { CHANNELS } from './append.js';
import { openPool } from './pool.js';

/** A webhook on its way into its table. */
export interface Delivery {
  /** Epoch ms. */
  readonly receivedAt: number;
  /** `app`, or digits. */
  readonly route: string;
  /** Which secret, 1 = the first. */
  readonly signedBy: number;
  readonly body: Buffer;
}

export interface DeliveryInserts {
  /** Stores all of them or none; resolves after the commit. */
  insert(deliveries: readonly Delivery[]): Promise<void>;
  close(): Promise<void>;
}

export interface DeliveryInsertsOptions {
  readonly databaseUrl: string;
  /** Inserts that run at once. */
  readonly atOnce: number;
  /** Makes the partitions for these instants, where an insert found none. */
  readonly createPartitions: (instants: readonly number[]) => Promise<unknown>;
  /** Hears of connections that broke. */
  readonly onError: (error: Error) => void;
}

/** How long Postgres may take, ms: Meta gives up on an answer after a few seconds. */
const CONNECT_WITHIN = 3_000;
const INSERT_WITHIN = 8_000;
/** Time between two notifications, ms: each takes a lock that all notifying commits share. */
const RING_EVERY = 10;

// All bodies are one parameter, which pg sends as it is; an array of bytea would be written as hex text first.
const INSERT = {
  name: 'insert-deliveries',
  text: `insert into webhook_deliveries (received_at, route, signed_by, body)
    select to_timestamp(at / 1000), route, signed_by, substring($1::bytea from start for length)
    from unnest($2::float8[], $3::text[], $4::smallint[], $5::integer[], $6::integer[]) as row (at, route, signed_by, start, length)`,
};

/** Connections of their own, so that no other work of the process keeps a webhook waiting. */
export function openDeliveryInserts(options: DeliveryInsertsOptions): DeliveryInserts {
  const pool = openPool(
    {
      connectionString: options.databaseUrl,
      // One more for notifications and for the partitions' sake.
      max: options.atOnce + 1,
      connectionTimeoutMillis: CONNECT_WITHIN,
      query_timeout: INSERT_WITHIN,
      statement_timeout: INSERT_WITHIN,
    },
    options.onError,
  );
  const bell = createBell(async () => {
    await pool.query('select pg_notify($1, $2)', [CHANNELS.webhooks, '']);
  });

  return {
    async insert(deliveries) {
      const query = { ...INSERT, values: valuesOf(deliveries) };
      try {
        await pool.query(query);
      } catch (error) {
        if (!isPartitionMissing(error)) throw error;
        await options.createPartitions(deliveries.map(({ receivedAt }) => receivedAt));
        await pool.query(query);
      }
      bell.ring();
    },
    async close() {
      await bell.close();
      await pool.end();
    },
  };
}

function valuesOf(deliveries: readonly Delivery[]): unknown[] {
  let end = 1;
  const starts = deliveries.map(({ body }) => (end += body.length) - body.length);
  const array = (values: readonly (string | number)[]): string => `{${values.join(',')}}`;
  return [
    Buffer.concat(deliveries.map(({ body }) => body)),
    array(deliveries.map(({ receivedAt }) => receivedAt)),
    array(deliveries.map(({ route }) => route)),
    array(deliveries.map(({ signedBy }) => signedBy)),
    array(starts),
    array(deliveries.map(({ body }) => body.length)),
  ];
}

const isPartitionMissing = (error: unknown): boolean =>
  error instanceof pg.DatabaseError &&
  error.code === '23514' &&
  error.message.startsWith('no partition of relation');

/** Tells listeners soon after it is rung, once for many rings. A ring that is lost costs time only: the drain looks by itself too. */
function createBell(notify: () => Promise<void>) {
  let pending = false;
  let timer: NodeJS.Timeout | null = null;
  let ringing: Promise<void> = Promise.resolve();
  const now = (): void => {
    pending = false;
    ringing = notify().catch(() => {});
    timer = setTimeout(() => {
      timer = null;
      if (pending) now();
    }, RING_EVERY);
  };
  return {
    ring(): void {
      pending = true;
      if (timer === null) now();
    },
    async close(): Promise<void> {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      if (pending) now();
      if (timer !== null) clearTimeout(timer);
      await ringing;
    },
  };
}
