/**
 * Messages (issue 6 §7), each beside a baseline of the same run, in turns: sends accepted a second in one process, against the same Graph call
 * plus one insert and one update in a bare loop (at least 0.6; with 50 ms of Graph latency 0.9); statuses applied to messages, against a plain
 * `unnest` insert of the same rows (at least 0.3), and the p99 of reading a message from another process meanwhile (at most 20 ms). The ratios say more than the
 * figures, which fall on a busy machine. Postgres commits to disk here.
 * Run: `node --import tsx bench/messages.ts [sends] [statuses]`; `DATABASE_URL` or an embedded Postgres. Exit code 1 below a target.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import { createGraphClient } from '../src/graph/client.js';
import { applyStatuses } from '../src/store/apply-statuses.js';
import { openDatabase, type Database } from '../src/store/database.js';
import { storeStatuses, type NewStatus } from '../src/store/message-statuses.js';
import { migrateToLatest } from '../src/store/migrate.js';
import { prepareStatement } from '../src/store/prepared.js';
import { uuidV7 } from '../src/store/uuid-v7.js';
import { findPostgres } from './find-postgres.js';
import { median } from './median.js';
import { ADMIN_KEY, startApi, type BenchApi } from './messages-api.js';

const TARGETS = { sends: 0.6, slowSends: 0.9, statuses: 0.3, p99Ms: 20 };
const ROUNDS = 3;
const AT_ONCE = 32;
/** So few that latency decides, and not the machine. */
const AT_ONCE_SLOW = 8;
const LATENCY_MS = 50;
const NUMBERS = 20;
const CHUNK = 1_000;
const WORDS = ['sent', 'delivered', 'read', 'played'] as const;

async function measure(sends: number, statuses: number): Promise<void> {
  const postgres = await findPostgres();
  await migrateToLatest(postgres.url);
  const db = openDatabase(postgres.url, { max: 20 });
  const meta = await startMeta();
  const api = await startApi(db, postgres.url, meta.url);
  const numbers = await addNumbers(db, api.url);

  const fast = await compareSends(db, api, meta, { numbers, count: sends, atOnce: AT_ONCE });
  meta.latencyMs = LATENCY_MS;
  const slow = await compareSends(db, api, meta, {
    numbers,
    count: Math.ceil(sends / 4),
    atOnce: AT_ONCE_SLOW,
  });
  report('sends', fast.own, fast.bare, TARGETS.sends);
  report(`sends at ${LATENCY_MS} ms`, slow.own, slow.bare, TARGETS.slowSends);

  const applied = await compareStatuses(db, postgres.url, statuses);
  report('statuses', applied.own, applied.bare, TARGETS.statuses);
  console.log(`p99 of a read meanwhile: ${applied.p99Ms.toFixed(1)} ms; target ${TARGETS.p99Ms}`);
  if (applied.p99Ms > TARGETS.p99Ms) process.exitCode = 1;

  await api.close();
  await meta.close();
  await db.destroy();
  await postgres.close();
}

function report(what: string, own: readonly number[], bare: readonly number[], target: number) {
  const ratio = median(own.map((rate, round) => rate / (bare[round] ?? rate)));
  const shown = (rates: readonly number[]) => Math.round(median([...rates])).toLocaleString('en');
  console.log(
    `${what}: ${shown(own)}/s, baseline ${shown(bare)}/s, ratio ${ratio.toFixed(2)}; target ${target}`,
  );
  if (ratio < target) process.exitCode = 1;
}

interface Rates {
  readonly own: number[];
  readonly bare: number[];
}

async function compareSends(
  db: Database,
  api: Pick<BenchApi, 'app'>,
  meta: BenchMeta,
  { numbers, count, atOnce }: { numbers: readonly string[]; count: number; atOnce: number },
): Promise<Rates> {
  const rates: Rates = { own: [], bare: [] };
  const graph = createGraphClient({ baseUrl: meta.url, version: 'v24.0' });
  const one = async (nth: number): Promise<void> => {
    const number = numbers[nth % NUMBERS] ?? '';
    const body = JSON.stringify({ to: recipientOf(nth), text: 'Hello', force: true });
    const response = await api.app.request(`/v1/numbers/${number}/messages`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${ADMIN_KEY}`,
        'content-type': 'application/json',
        'content-length': String(body.length),
      },
      body,
    });
    const text = await response.text();
    if (response.status !== 201) throw new Error(`${response.status} ${text}`);
  };
  const bare = async (nth: number): Promise<void> => {
    const id = uuidV7(Date.now());
    const phone_number_id = numbers[nth % NUMBERS] ?? '';
    const request = {
      messaging_product: 'whatsapp',
      to: recipientOf(nth),
      type: 'text',
      text: { body: 'Hello' },
    };
    await bareInsert(db, [
      id,
      phone_number_id,
      recipientOf(nth),
      JSON.stringify(request),
      new Date(),
    ]);
    const outcome = await graph.sendMessage({ accessToken: 'EAAbench' }, phone_number_id, request);
    if (outcome.kind !== 'accepted') throw new Error('the bare send was not accepted');
    const wamid = (outcome.body as { messages: { id: string }[] }).messages[0]?.id ?? '';
    await bareUpdate(db, [id, wamid, new Date()]);
  };
  await inLanes(Math.ceil(count / 4), atOnce, one);
  await inLanes(Math.ceil(count / 4), atOnce, bare);
  for (let round = 0; round < ROUNDS; round++) {
    rates.bare.push(count / (await secondsOf(() => inLanes(count, atOnce, bare))));
    rates.own.push(count / (await secondsOf(() => inLanes(count, atOnce, one))));
  }
  return rates;
}

const recipientOf = (nth: number): string => `+97250${String(2_000_000 + (nth % 5_000_000))}`;

/** The same columns as ours, prepared as ours are. */
const bareInsert = prepareStatement(
  'bare_insert',
  `insert into messages (id, account_id, number_id, phone_number_id, waba_id, type, recipient,
    recipient_input, recipient_country, request, context, actor, status, created_at)
  values ($1, 1, '00000000-0000-7000-8000-000000000000', $2, '1', 'text', $3, $3, 'IL', $4, '{}',
    'bench', 'queued', $5)`,
);
const bareUpdate = prepareStatement(
  'bare_update',
  `update messages set wamid = $2, status = 'accepted', accepted_at = $3 where id = $1`,
);

/** Statuses of messages that are there, four for each, in an order of their own; a reader asks for messages all the while. */
async function compareStatuses(
  db: Database,
  databaseUrl: string,
  count: number,
): Promise<Rates & { readonly p99Ms: number }> {
  await sql`create table plain_statuses (like message_statuses including all)`.execute(db);
  const rates: Rates = { own: [], bare: [] };
  const latencies: number[] = [];
  const reader = await startReader(databaseUrl);
  const perRound = Math.ceil(count / ROUNDS / WORDS.length);
  for (let round = 0; round < ROUNDS; round++) {
    const ids = await addMessages(db, round, perRound);
    const all = WORDS.flatMap((word) => ids.map((id, nth) => statusOf(id, round, nth, word)));
    const chunks = [...inChunks(all)];
    // Both beside the same reads; only those beside ours are measured.
    reader.read(ids.slice(0, 20_000));
    rates.bare.push(
      all.length / (await secondsOf(() => inSeries(chunks, (chunk) => insertPlainly(db, chunk)))),
    );
    await reader.stop();
    reader.read(ids.slice(0, 20_000));
    rates.own.push(
      all.length / (await secondsOf(() => inSeries(chunks, (chunk) => apply(db, chunk)))),
    );
    latencies.push(...(await reader.stop()));
  }
  await reader.close();
  const { n } = await db
    .selectFrom('messages')
    .where('status', '=', 'played')
    .select((select) => select.fn.countAll<string>().as('n'))
    .executeTakeFirstOrThrow();
  if (Number(n) !== perRound * ROUNDS)
    throw new Error(`only ${n} messages were brought up to date`);
  const sorted = latencies.toSorted((one, other) => one - other);
  return { ...rates, p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0 };
}

type BenchStatus = NewStatus & { readonly callbackData: string };

const statusOf = (id: string, round: number, nth: number, status: string): BenchStatus => {
  const wamid = `wamid.${((nth * 2_654_435_761 + round) % 4_294_967_296).toString(36)}.${round}.${nth}`;
  const at = 1_783_090_000_000 + WORDS.indexOf(status as never) * 1_000;
  return {
    wamid,
    status,
    recipient: '972504370045',
    phoneNumberId: '106540352242922',
    numberId: null,
    at,
    receivedAt: new Date(at),
    callbackData: id,
    raw: JSON.stringify({
      id: wamid,
      status,
      timestamp: String(at / 1_000),
      recipient_id: '972504370045',
      biz_opaque_callback_data: id,
      ...(status !== 'read' && {
        pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' },
      }),
    }),
  };
};

const apply = (db: Database, chunk: readonly BenchStatus[]): Promise<void> =>
  db.transaction().execute(async (tx) => {
    await storeStatuses(tx, chunk);
    await applyStatuses(tx, chunk, Date.now());
  });

async function insertPlainly(db: Database, chunk: readonly BenchStatus[]): Promise<void> {
  await sql`
    insert into plain_statuses (wamid, status, recipient, phone_number_id, at, received_at, raw)
    select wamid, status, recipient, phone_number_id, at, received_at, raw::json
    from unnest(
      ${chunk.map(({ wamid }) => wamid)}::text[],
      ${chunk.map(({ status }) => status)}::text[],
      ${chunk.map(({ recipient }) => recipient)}::text[],
      ${chunk.map(({ phoneNumberId }) => phoneNumberId)}::text[],
      ${chunk.map(({ at }) => new Date(at).toISOString())}::timestamptz[],
      ${chunk.map(({ receivedAt }) => receivedAt.toISOString())}::timestamptz[],
      ${chunk.map(({ raw }) => raw)}::text[]
    ) as given (wamid, status, recipient, phone_number_id, at, received_at, raw)`.execute(db);
}

async function addMessages(db: Database, round: number, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => uuidV7(Date.now()));
  const now = new Date();
  for (const [start, chunk] of [...inChunks(ids)].entries()) {
    await sql`
      insert into messages (id, account_id, number_id, phone_number_id, waba_id, type, recipient,
        recipient_input, wa_id, request, actor, status, wamid, created_at, accepted_at)
      select id, 1, (select id from numbers order by id limit 1), '106540352242922', '1', 'text',
        '+972504370045', '0504370045', '972504370045',
        '{"type": "text", "text": {"body": "Hello"}}', 'bench', 'accepted', wamid, ${now}, ${now}
      from unnest(
        ${chunk}::uuid[],
        ${chunk.map((id, nth) => statusOf(id, round, start * CHUNK + nth, 'sent').wamid)}::text[]
      ) as given (id, wamid)`.execute(db);
  }
  return ids;
}

/** A server of its own, in a process of its own as in production, that is asked for messages until it is told to stop. */
async function startReader(databaseUrl: string): Promise<{
  read(ids: readonly string[]): void;
  stop(): Promise<number[]>;
  close(): Promise<void>;
}> {
  const child = fork(new URL('./messages-reader.ts', import.meta.url), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, DATABASE_URL: databaseUrl },
  });
  await once(child, 'message');
  return {
    read: (ids) => void child.send({ read: ids }),
    async stop() {
      const answered = once(child, 'message');
      child.send({ stop: true });
      return ((await answered) as [number[]])[0];
    },
    async close() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

interface BenchMeta {
  readonly url: string;
  latencyMs: number;
  close(): Promise<void>;
}

/** What takes sends and answers at once: the simulator would be measured too. */
async function startMeta(): Promise<BenchMeta> {
  let wamids = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const body = JSON.stringify({
        messaging_product: 'whatsapp',
        contacts: [{ input: '+972504370045', wa_id: '972504370045' }],
        messages: [{ id: `wamid.bench.${(wamids += 1)}` }],
      });
      const answer = () =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(body);
      if (meta.latencyMs === 0) answer();
      else setTimeout(answer, meta.latencyMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const meta: BenchMeta = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    latencyMs: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return meta;
}

/** Numbers that may send a thousand messages a second each, so that the pace of none is measured. */
async function addNumbers(db: Database, apiUrl: string): Promise<string[]> {
  const ids = Array.from({ length: NUMBERS }, (_, nth) => String(106_540_352_100_000 + nth));
  for (const id of ids) {
    const response = await fetch(`${apiUrl}/v1/numbers`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        phone_number_id: id,
        waba_id: '203354440000001',
        access_token: 'EAAbenchtoken',
      }),
    });
    if (response.status !== 202) throw new Error(await response.text());
  }
  await db
    .updateTable('numbers')
    .set({
      stage: 'live',
      reason: 'live',
      node: sql<string>`jsonb_build_object('throughputLevel', 'HIGH')`,
    })
    .execute();
  return ids;
}

async function inLanes(count: number, lanes: number, work: (nth: number) => Promise<void>) {
  let next = 0;
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (next < count) await work(next++);
    }),
  );
}

async function inSeries<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (const item of items) await work(item);
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}

function* inChunks<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += CHUNK) yield rows.slice(start, start + CHUNK);
}

await measure(Number(process.argv[2] ?? 4_000), Number(process.argv[3] ?? 1_000_000));
