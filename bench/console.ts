/**
 * The console over 10,000 numbers: the time of the list and of "Needs you" against the time of the one query that each rests on (at most 2),
 * their size compressed (at most 200 kB), and the heap of an open event stream, of 500 (at most 30 kB). The readers of the streams are a
 * second process.
 * Run: `node --expose-gc --import tsx bench/console.ts [numbers] [streams]`; `DATABASE_URL` or an embedded Postgres. Exit code 1 beyond a target.
 */
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { pino } from 'pino';
import { loadConfig } from '../src/config.js';
import { freePort } from '../src/dev/free-port.js';
import { startServer } from '../src/server.js';
import { openDatabase, type Database } from '../src/store/database.js';
import { migrateToLatest } from '../src/store/migrate.js';
import { listNumberViews } from '../src/store/number-lists.js';
import { addConnectedNumber, testVault } from '../test/support/connected-number.js';
import { findPostgres } from './find-postgres.js';
import { median } from './median.js';

const TARGETS = { timesTheQuery: 2, bytes: 200_000, heapPerStream: 30_000 };
const ADMIN_KEY = 'admin-key-of-the-benchmark';
const ROUNDS = 40;
/** The first rounds find nothing compiled and nothing cached. */
const WARM_UP = 10;

async function measure(numbers: number, streams: number): Promise<void> {
  const postgres = await findPostgres();
  await migrateToLatest(postgres.url);
  const db = openDatabase(postgres.url, { max: 4 });
  await addNumbers(db, numbers);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = loadConfig({
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: String(port),
    PUBLIC_URL: url,
    DATABASE_URL: postgres.url,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    GRAPH_API_URL: 'http://127.0.0.1:1',
    META_APP_ID: '1',
    META_APP_SECRET: 'secret-of-the-benchmark',
    WEBHOOK_VERIFY_TOKEN: 'verify-token-of-the-benchmark',
    ENCRYPTION_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    ADMIN_API_KEY: ADMIN_KEY,
    METRICS_PORT: '0',
  });
  const server = await startServer(config, pino({ level: 'fatal' }));
  const cookie = await signIn(url);

  await comparePage({ name: '/numbers', url: `${url}/numbers`, cookie }, () =>
    listNumberViews(db, null, {}, { order: 'attention', after: null, limit: 51 }),
  );
  await comparePage({ name: '/', url: `${url}/`, cookie }, () =>
    listNumberViews(
      db,
      null,
      { waitingOn: ['operator', 'customer'] },
      { order: 'attention', after: null, limit: 100 },
    ),
  );
  await measureStreams(url, cookie, streams);

  await server.close();
  await db.destroy();
  await postgres.close();
}

/** Copies of one number: a third each waits for an operator, waits for Meta, is live. */
async function addNumbers(db: Database, count: number): Promise<void> {
  await addConnectedNumber({ db, vault: testVault() }, { phoneNumberId: '1' });
  await sql`
    insert into phone_numbers_seen
    select (jsonb_populate_record(seen, jsonb_build_object('phone_number_id', (1000 + i)::text))).*
    from phone_numbers_seen as seen, generate_series(1, ${count - 1}::int) as i`.execute(db);
  await sql`
    insert into numbers
    select (jsonb_populate_record(number, to_jsonb(number) || jsonb_build_object(
      'id', gen_random_uuid(), 'phone_number_id', (1000 + i)::text, 'inbox_id', 1000 + i,
      'waiting_on', (array['operator', 'meta', 'none'])[1 + i % 3],
      'stage', (array['verifying', 'naming', 'live'])[1 + i % 3]))).*
    from numbers as number, generate_series(1, ${count - 1}::int) as i`.execute(db);
  await sql`analyze numbers`.execute(db);
}

async function signIn(url: string): Promise<string> {
  const response = await fetch(`${url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: url },
    body: new URLSearchParams({ key: ADMIN_KEY }),
  });
  const [cookie = ''] = (response.headers.get('set-cookie') ?? '').split(';');
  if (cookie === '') throw new Error(`the sign-in answered ${response.status}`);
  return cookie;
}

async function comparePage(
  { name, url, cookie }: { name: string; url: string; cookie: string },
  query: () => Promise<unknown>,
): Promise<void> {
  const page = async (): Promise<string> => {
    const response = await fetch(url, { headers: { cookie } });
    if (response.status !== 200) throw new Error(`${name} answered ${response.status}`);
    return response.text();
  };
  const pageMs: number[] = [];
  const queryMs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const times = [await timed(query), await timed(page)] as const;
    if (round < WARM_UP) continue;
    queryMs.push(times[0]);
    pageMs.push(times[1]);
  }
  const bytes = gzipSync(await page()).length;
  const ratio = median(pageMs) / median(queryMs);
  console.log(
    `${name}: ${median(pageMs).toFixed(1)} ms, its query ${median(queryMs).toFixed(1)} ms, ratio ${ratio.toFixed(2)} (target ${TARGETS.timesTheQuery}); ${(bytes / 1_000).toFixed(1)} kB compressed (target ${TARGETS.bytes / 1_000})`,
  );
  if (ratio > TARGETS.timesTheQuery || bytes > TARGETS.bytes) process.exitCode = 1;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

async function measureStreams(url: string, cookie: string, streams: number): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), { execArgv: ['--import', 'tsx'] });
  await once(child, 'message');
  const before = await heap();
  child.send({ url: `${url}/live?topics=numbers`, cookie, streams });
  await once(child, 'message');
  const each = ((await heap()) - before) / streams;
  console.log(
    `${streams} streams: ${(each / 1_000).toFixed(1)} kB of heap each (target ${TARGETS.heapPerStream / 1_000})`,
  );
  if (each > TARGETS.heapPerStream) process.exitCode = 1;
  child.kill();
  await once(child, 'exit');
}

/** After what was begun has ended and everything unused is gone. */
async function heap(): Promise<number> {
  await sleep(1_000);
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** The second process: opens streams and reads them. */
async function readStreams(work: { url: string; cookie: string; streams: number }): Promise<void> {
  for (let i = 0; i < work.streams; i++) {
    await new Promise<void>((resolve, reject) => {
      get(work.url, { headers: { cookie: work.cookie }, agent: false }, (response) => {
        response.once('data', () => resolve());
        response.resume();
      }).on('error', reject);
    });
  }
  process.send?.('open');
}

if (process.send === undefined) {
  const [numbers = '10000', streams = '500'] = process.argv.slice(2);
  await measure(Number(numbers), Number(streams));
} else {
  process.on('message', (work) => void readStreams(work as Parameters<typeof readStreams>[0]));
  process.send('ready');
}
