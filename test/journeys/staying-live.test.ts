import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDeliveryPartitions, partitionName } from '../../src/store/delivery-partitions.js';
import { DAY } from '../../src/onboarding/duration.js';
import { scheduleId, SCHEDULES } from '../../src/waking/schedules.js';
import { connect } from '../support/journey.js';
import { startStack, type Stack } from '../support/stack.js';
import { connectTemporal } from '../support/temporal.js';
import { waitUntil } from '../support/wait-until.js';

/** What Temporal's own Schedules start; nothing else would look in time. */
let stack: Stack;
const WATCHED = ['watch-health', 'watch-tokens', 'housekeeping'];

beforeAll(async () => {
  // The next sweep of a live number's WABA is a minute away, the second look that must agree two seconds.
  stack = await startStack(
    { POLL_PACE: '0.02' },
    { schedules: SCHEDULES.filter(({ name }) => WATCHED.includes(name)) },
  );
});

afterAll(() => stack.close());

test('an override that somebody wiped, and no webhook told of it, is found by the sweep and set again', async () => {
  const number = await connect(stack, { scenario: 'straight_through' });
  await number.untilStage('live');
  const override = async () => JSON.stringify((await number.truth())['webhook_override']);
  const ours = await override();
  expect(ours).toContain(number.id);

  const wiped = await fetch(`${stack.meta.url}/v24.0/${number.id}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${number.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ webhook_configuration: { override_callback_uri: '' } }),
  });
  expect(wiped.status).toBe(200);
  expect(await override()).toBe('null');
  // Within 90 s of our own write a read may lag behind it, so nothing is repaired: let it be longer ago.
  await sql`
    update numbers
    set memory = jsonb_set(memory, '{override,lastAt}', to_jsonb(${Date.now() - 180_000}::bigint))
    where phone_number_id = ${number.id}`.execute(stack.db);
  await stack.db
    .updateTable('wabas')
    .set({ next_sweep_at: new Date() })
    .where('waba_id', '=', number.wabaId)
    .execute();

  await waitUntil(async () => (await override()) === ours, {
    timeoutMs: 60_000,
    describe: 'the override to be ours again',
  });

  await number.untilReason('live');
  const repaired = await waitUntil(
    () =>
      stack.db
        .selectFrom('events')
        .select('data')
        .where('type', '=', 'number.webhooks_repaired')
        .executeTakeFirst(),
    { timeoutMs: 10_000, describe: 'the repair to be told' },
  );
  expect(JSON.stringify(repaired.data)).toContain(number.id);
  // One turn found it, the others followed its steps: the sweep had asked for it.
  const { woken_by: wokenBy } = await number.onboarding();
  expect(['setOverride', 'sweep']).toContain(wokenBy);
});

test('a token that Meta no longer takes is noticed by the watch, and the number says so', async () => {
  const number = await connect(stack, { scenario: 'straight_through' });
  await number.untilStage('live');
  await stack.meta.put(`/wabas/${number.wabaId}`, { token_ended: 'invalidated' });
  await stack.db
    .updateTable('tokens')
    .set({ next_check_at: new Date() })
    .where('last4', '=', number.token.slice(-4))
    .execute();

  const told = await waitUntil(async () => (await eventTypes()).includes('waba.token_invalid'), {
    timeoutMs: 60_000,
    describe: 'the token to be told of',
  });
  expect(told).toBe(true);
  expect(await number.untilReason('token_invalid')).toMatchObject({ stage: 'live' });
});

test('housekeeping drops the days that are over and makes those to come', async () => {
  const old = Math.floor(Date.now() / DAY) * DAY - 40 * DAY;
  await createDeliveryPartitions(stack.db, [old]);
  const coming = partitionName(old + 43 * DAY);
  await sql`drop table ${sql.table(coming)}`.execute(stack.db);
  const temporal = await connectTemporal();
  const definition = SCHEDULES.find(({ name }) => name === 'housekeeping');
  if (definition === undefined) throw new Error('no such schedule');
  await temporal.client.schedule.getHandle(scheduleId(definition, stack.taskQueue)).trigger();
  await temporal.close();

  await waitUntil(
    async () => {
      const names = await partitions();
      return names.includes(coming) && !names.includes(partitionName(old));
    },
    { timeoutMs: 60_000, describe: 'the days to be kept' },
  );
});

const eventTypes = async (): Promise<string[]> =>
  (await stack.db.selectFrom('events').select('type').execute()).map(({ type }) => type);

async function partitions(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select inhrelid::regclass::text as name from pg_inherits
    where inhparent = 'webhook_deliveries'::regclass`.execute(stack.db);
  return rows.map(({ name }) => name);
}
