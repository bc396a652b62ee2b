/**
 * How fast one drain works off a full backlog of single-status deliveries, beside a plain `unnest` insert of the same elements in the same
 * run (issue 5 §8: at least 0.2 of it). The ratio says more than the figures, which fall on a busy machine. Postgres commits to disk here.
 * Run: `node --import tsx bench/webhooks-drain.ts [deliveries]`; `DATABASE_URL` or an embedded Postgres. Exit code 1 below the target.
 */
import { sql } from 'kysely';
import { pino } from 'pino';
import { openDatabase, type Database } from '../src/store/database.js';
import { createDeliveryPartitions, daysAround } from '../src/store/delivery-partitions.js';
import { migrateToLatest } from '../src/store/migrate.js';
import { findPostgres } from './find-postgres.js';
import { startDrain } from '../src/webhooks/drain/drain.js';
import { median } from './median.js';

const TARGET = 0.2;
const ROUNDS = 3;
/** Rows of one statement, as in a batch of the drain. */
const CHUNK = 1_000;
const NUMBERS = 200;

interface Status {
  readonly phoneNumberId: string;
  readonly raw: { readonly id: string; readonly status: string; readonly [key: string]: unknown };
}

await measure(Number(process.argv[2] ?? 20_000));

async function measure(count: number): Promise<void> {
  const postgres = await findPostgres();
  await migrateToLatest(postgres.url);
  const db = openDatabase(postgres.url, { max: 4 });
  await createDeliveryPartitions(db, daysAround(Date.now(), 0, 1));
  await sql`create table if not exists plain_statuses (like message_statuses including all)`.execute(
    db,
  );

  // In turns, so that whatever else the machine does meets both alike.
  const rounds: { readonly drained: number; readonly plain: number }[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const statuses = Array.from({ length: count }, (_, nth) => statusOf(round, nth));
    await storeBacklog(db, statuses);
    rounds.push({
      plain: count / (await secondsOf(() => insertPlainly(db, statuses))),
      drained: count / (await secondsOf(() => drainBacklog(db))),
    });
  }
  const { n } = await db
    .selectFrom('message_statuses')
    .select((select) => select.fn.countAll<string>().as('n'))
    .executeTakeFirstOrThrow();
  await db.destroy();
  await postgres.close();

  if (Number(n) < ROUNDS * count) throw new Error(`only ${n} statuses arrived`);
  const ratio = median(rounds.map(({ drained, plain }) => drained / plain));
  const rate = (values: number[]): string => `${Math.round(median(values)).toLocaleString('en')}/s`;
  console.log(`drain:         ${rate(rounds.map(({ drained }) => drained))}`);
  console.log(`plain insert:  ${rate(rounds.map(({ plain }) => plain))}`);
  console.log(`ratio:         ${ratio.toFixed(2)}; target ${TARGET}`);
  console.log(`medians of ${ROUNDS} rounds of ${count} deliveries`);
  if (ratio < TARGET) process.exitCode = 1;
}

/** What Meta sends for one message that was delivered. Source: facts/meta.md §4.4. */
function statusOf(round: number, nth: number): Status {
  return {
    phoneNumberId: String(106_540_352_000_000 + (nth % NUMBERS)),
    raw: {
      // Spread over the index, as Meta's ids are.
      id: `wamid.${((nth * 2_654_435_761 + round) % 4_294_967_296).toString(36)}.${round}.${nth}`,
      status: 'delivered',
      timestamp: '1783090000',
      recipient_id: String(972_500_000_000 + nth),
      pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' },
    },
  };
}

async function storeBacklog(db: Database, statuses: readonly Status[]): Promise<void> {
  for (const chunk of chunks(statuses)) {
    await db
      .insertInto('webhook_deliveries')
      .values(
        chunk.map(({ phoneNumberId, raw }) => ({
          received_at: new Date(),
          route: 'app',
          signed_by: 1,
          body: Buffer.from(
            JSON.stringify({
              object: 'whatsapp_business_account',
              entry: [
                {
                  id: '203354440000001',
                  changes: [
                    {
                      field: 'messages',
                      value: {
                        messaging_product: 'whatsapp',
                        metadata: {
                          display_phone_number: '12025550001',
                          phone_number_id: phoneNumberId,
                        },
                        statuses: [raw],
                      },
                    },
                  ],
                },
              ],
            }),
          ),
        })),
      )
      .execute();
  }
}

async function insertPlainly(db: Database, statuses: readonly Status[]): Promise<void> {
  for (const chunk of chunks(statuses)) {
    await sql`
      insert into plain_statuses (wamid, status, recipient, phone_number_id, at, received_at, raw)
      select wamid, status, recipient, phone_number_id, to_timestamp(at), now(), raw::json
      from unnest(
        ${chunk.map(({ raw }) => raw.id)}::text[],
        ${chunk.map(({ raw }) => raw.status)}::text[],
        ${chunk.map(({ raw }) => raw['recipient_id'])}::text[],
        ${chunk.map(({ phoneNumberId }) => phoneNumberId)}::text[],
        ${chunk.map(({ raw }) => Number(raw['timestamp']))}::float8[],
        ${chunk.map(({ raw }) => JSON.stringify(raw))}::text[]
      ) as given (wamid, status, recipient, phone_number_id, at, raw)`.execute(db);
  }
}

async function drainBacklog(db: Database): Promise<void> {
  const { last } = await db
    .selectFrom('webhook_deliveries')
    .select((select) => select.fn.max('id').as('last'))
    .executeTakeFirstOrThrow();
  const drain = startDrain({ db, listener: { on: () => () => {} }, log: pino({ level: 'warn' }) });
  // Looking at the last row costs nothing; the claims that run beside its own end at about the same time.
  while (!(await isProcessed(db, last)) || (await isAnyWaiting(db)))
    await new Promise((resolve) => setTimeout(resolve, 20));
  await drain.stop();
}

async function isAnyWaiting(db: Database): Promise<boolean> {
  const row = await db
    .selectFrom('webhook_deliveries')
    .select('id')
    .where('processed_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

async function isProcessed(db: Database, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('webhook_deliveries')
    .select('id')
    .where('id', '=', id)
    .where('processed_at', 'is not', null)
    .executeTakeFirst();
  return row !== undefined;
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}

function* chunks<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += CHUNK) yield rows.slice(start, start + CHUNK);
}
