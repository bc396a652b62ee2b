/**
 * Events out (issue 7 §6). First how many a worker delivers a second to one healthy endpoint, numbering and bookkeeping included, beside a
 * bare loop of signed POSTs of the same bodies with as many requests at once, in the same run: at least 0.6 of it. Then how long it takes from
 * the commit of an event to its arrival at 90 healthy endpoints beside 10 that hang: p99 at most a second. The receiver is a process of
 * its own. Run: `npm run bench:events -- [events]`; `DATABASE_URL` or an embedded Postgres. Exit code 1 below a target.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { Agent, request } from 'undici';
import { startDelivery } from '../src/events/delivery.js';
import { envelopeOf } from '../src/events/envelope.js';
import { WIDEST_WINDOW } from '../src/events/lane.js';
import { newSecret, signedHeaders } from '../src/events/secrets.js';
import { startSequencer } from '../src/events/sequencer.js';
import { appendEvents, type OutgoingEvent } from '../src/store/append.js';
import { openDatabase, type Database } from '../src/store/database.js';
import { startListener } from '../src/store/listen.js';
import { migrateToLatest } from '../src/store/migrate.js';
import { createVault, owners } from '../src/store/vault.js';
import { findPostgres } from './find-postgres.js';
import { median } from './median.js';

const RATIO = 0.6;
const P99_MS = 1_000;
const ROUNDS = 5;
const HEALTHY = 90;
const HANGING = 10;
/** Events of the second part, and the pause between two, ms. */
const TOLD = 60;
const EVERY = 250;

const vault = createVault([{ id: 'bench', key: randomBytes(32) }]);

await measure(Number(process.argv[2] ?? 10_000));

async function measure(count: number): Promise<void> {
  const postgres = await findPostgres();
  await migrateToLatest(postgres.url);
  const db = openDatabase(postgres.url, { max: 10 });
  const receiver = fork(new URL('./events-receiver.ts', import.meta.url), {
    execArgv: ['--import', 'tsx'],
  });
  const [{ port }] = (await once(receiver, 'message')) as [{ port: number }];
  const url = `http://127.0.0.1:${port}`;

  const rounds: { readonly delivered: number; readonly bare: number }[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const bare = count / (await secondsOf(() => postBare(`${url}/count`, count)));
    const delivered = await deliverBacklog(db, postgres.url, `${url}/count`, count, receiver);
    rounds.push({ bare, delivered });
  }
  const p99 = await measureDelays(db, postgres.url, url, receiver);
  receiver.disconnect();
  await db.destroy();
  await postgres.close();

  const ratio = median(rounds.map(({ delivered, bare }) => delivered / bare));
  const rate = (values: number[]): string => `${Math.round(median(values)).toLocaleString('en')}/s`;
  console.log(`delivered:     ${rate(rounds.map(({ delivered }) => delivered))}`);
  console.log(`bare loop:     ${rate(rounds.map(({ bare }) => bare))}`);
  console.log(`ratio:         ${ratio.toFixed(2)}; target ${RATIO}`);
  console.log(`cause to delivery, ${HEALTHY} healthy endpoints beside ${HANGING} that hang:`);
  console.log(`p99:           ${p99} ms; target ${P99_MS} ms`);
  console.log(`medians of ${ROUNDS} rounds of ${count} events; ${TOLD * HEALTHY} delays`);
  if (ratio < RATIO || p99 > P99_MS) process.exitCode = 1;
}

function eventNo(nth: number): OutgoingEvent {
  return {
    accountId: '1',
    numberId: null,
    type: 'message.received',
    at: Date.now(),
    data: {
      at: Date.now(),
      number: { id: '106540352242922' },
      message: { wamid: `wamid.${nth}`, from: '12025550001', type: 'text' },
    },
    cause: { kind: 'meta_webhook' },
  };
}

/** What is compared with: the same bodies, signed and posted, nothing read and nothing written down. */
async function postBare(url: string, count: number): Promise<void> {
  const signer = new Webhook(newSecret());
  const agent = new Agent();
  let nth = 0;
  const one = async (): Promise<void> => {
    while (nth < count) {
      nth += 1;
      const { at, data, type } = eventNo(nth);
      const id = randomUUID();
      const event = envelopeOf({
        id,
        account_id: '1',
        seq: String(nth),
        type,
        created_at: new Date(at),
        number_id: null,
        data,
        cause: { kind: 'meta_webhook', actor: null, request_id: null },
      });
      const body = JSON.stringify(event);
      const answer = await request(url, {
        method: 'POST',
        headers: signedHeaders([signer], event.id, at, body),
        body,
        dispatcher: agent,
      });
      await answer.body.dump();
    }
  };
  await Promise.all(Array.from({ length: WIDEST_WINDOW }, one));
  await agent.close();
}

/** Events a second, from the start of the worker until the last one was taken. */
async function deliverBacklog(
  db: Database,
  databaseUrl: string,
  url: string,
  count: number,
  receiver: ChildProcess,
): Promise<number> {
  await db.deleteFrom('event_endpoints').execute();
  await addEndpoint(db, url);
  for (let written = 0; written < count; written += 1_000)
    await appendEvents(
      db,
      Array.from({ length: Math.min(1_000, count - written) }, (_, nth) => eventNo(written + nth)),
    );
  const before = (await countsOf(receiver)).count;
  const worker = startWorker(db, databaseUrl);
  const seconds = await secondsOf(async () => {
    while ((await countsOf(receiver)).count < before + count) await sleep(20);
  });
  await worker.stop();
  return count / seconds;
}

/** p99 of the time from the event to its arrival, ms. */
async function measureDelays(
  db: Database,
  databaseUrl: string,
  url: string,
  receiver: ChildProcess,
): Promise<number> {
  await db.deleteFrom('event_endpoints').execute();
  for (let nth = 0; nth < HEALTHY; nth++) await addEndpoint(db, `${url}/late`);
  for (let nth = 0; nth < HANGING; nth++) await addEndpoint(db, `${url}/hang`);
  const worker = startWorker(db, databaseUrl);
  for (let nth = 0; nth < TOLD; nth++) {
    await appendEvents(db, [eventNo(nth)]);
    await sleep(EVERY);
  }
  let delays: number[] = [];
  while (delays.length < TOLD * HEALTHY) {
    await sleep(50);
    ({ delays } = await countsOf(receiver));
  }
  await worker.stop();
  const sorted = delays.toSorted((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? NaN;
}

function startWorker(db: Database, databaseUrl: string): { stop(): Promise<void> } {
  const listener = startListener(databaseUrl, () => {});
  const common = { db, listener, log: pino({ level: 'warn' }) };
  const sequencer = startSequencer(common);
  const delivery = startDelivery({ ...common, vault, allowInsecureUrls: true, graceMs: 100 });
  return {
    async stop() {
      await Promise.all([sequencer.stop(), delivery.stop()]);
      await listener.close();
    },
  };
}

async function addEndpoint(db: Database, url: string): Promise<void> {
  const id = randomUUID();
  await db
    .insertInto('event_endpoints')
    .values({
      id,
      account_id: '1',
      url,
      types: ['message.*'],
      encrypted_secret: vault.encrypt(newSecret(), owners.endpointSecret(id)),
      created_at: new Date(),
      updated_at: new Date(),
    })
    .execute();
}

async function countsOf(receiver: ChildProcess): Promise<{ count: number; delays: number[] }> {
  const answered = once(receiver, 'message');
  receiver.send('counts');
  const [counts] = (await answered) as [{ count: number; delays: number[] }];
  return counts;
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}
