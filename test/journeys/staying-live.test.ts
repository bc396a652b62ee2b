import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SCHEDULES } from '../../src/waking/schedules.js';
import { connect } from '../support/journey.js';
import { startStack, type Stack } from '../support/stack.js';
import { waitUntil } from '../support/wait-until.js';

/** The Schedule sweeps live numbers; nothing else would look at them in time. */
let stack: Stack;

beforeAll(async () => {
  // The next sweep of a live number's WABA is a minute away, the second look that must agree two seconds.
  stack = await startStack(
    { POLL_PACE: '0.02' },
    { schedules: SCHEDULES.filter(({ name }) => name === 'watch-health') },
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
