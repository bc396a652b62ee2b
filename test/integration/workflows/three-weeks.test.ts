import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, Worker, type WorkflowBundle } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createActivities } from '../../../src/activities/index.js';
import { createGraphClient } from '../../../src/graph/client.js';
import { openDatabase, type Database } from '../../../src/store/database.js';
import { workflowsPath } from '../../../src/workflow-bundle.js';
import type { onboardNumber } from '../../../src/workflows/onboard-number.js';
import { onboardNumberId } from '../../../src/workflows/names.js';
import {
  addConnectedNumber,
  storedPin,
  TEST_TOKEN,
  TEST_WABA,
  testVault,
} from '../../support/connected-number.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { startMeta, type Meta } from '../../support/meta.js';
import { startTimeSkippingServer, uniqueTaskQueue } from '../../support/temporal.js';

/** Weeks in seconds: Temporal's time jumps, and Meta's clock follows the workflow's (`X-Sim-Now`). */
const DAY = 86_400_000;
const STRIDE = DAY / 4;

let environment: TestWorkflowEnvironment;
let database: TestDatabase;
let db: Database;
let meta: Meta;
let workflowBundle: WorkflowBundle;
const vault = testVault();

beforeAll(async () => {
  [environment, database, meta, workflowBundle] = await Promise.all([
    startTimeSkippingServer(),
    createTestDatabase(),
    startMeta(),
    bundleWorkflowCode({ workflowsPath: workflowsPath() }),
  ]);
  db = openDatabase(database.url, { max: 5 });
  await meta.put(`/wabas/${TEST_WABA}`, { token: TEST_TOKEN });
});

afterAll(async () => {
  await db.destroy();
  await Promise.all([environment.teardown(), database.drop(), meta.close()]);
});

/** Adds a number in the simulator and to us, and runs its workflow to its end on virtual time. */
async function onboard(phoneNumberId: string, simulated: Record<string, unknown>) {
  const start = await environment.currentTimeMs();
  await meta.setClock(start);
  await meta.put(`/numbers/${phoneNumberId}`, { waba_id: TEST_WABA, ...simulated });
  await addConnectedNumber({ db, vault, at: start }, { phoneNumberId });
  const taskQueue = uniqueTaskQueue();
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue,
    workflowBundle,
    activities: createActivities({
      db,
      vault,
      graph: createGraphClient({
        baseUrl: meta.url,
        version: 'v24.0',
        sendClock: true,
        retryDelaysMs: [1, 1],
      }),
      settings: { appId: null, appToken: null, publicUrl: 'http://127.0.0.1:9', pace: 1 },
      jitter: () => 0,
      crashPoint: () => {},
    }),
  });
  const ending = await worker.runUntil(async () => {
    const handle = await new Client({ connection: environment.connection }).workflow.start<
      typeof onboardNumber
    >('onboardNumber', {
      workflowId: onboardNumberId(phoneNumberId),
      taskQueue,
      args: [{ phoneNumberId }],
    });
    // The environment's own `result()` would let the clock jump on, to the run's time-out ten years later.
    for (
      let waited = 0;
      waited < 30 * DAY && (await handle.describe()).status.name === 'RUNNING';
      waited += STRIDE
    ) {
      await environment.sleep(STRIDE);
    }
    return { result: await handle.result(), history: await handle.fetchHistory() };
  });
  const row = await db
    .selectFrom('numbers')
    .selectAll()
    .where('phone_number_id', '=', phoneNumberId)
    .executeTakeFirstOrThrow();
  return { ...ending, row, tookMs: (row.live_at?.getTime() ?? 0) - start };
}

test('a number that Meta registers at once is live after one attempt, with the PIN that we stored', async () => {
  const { result, row } = await onboard('106540352240001', { scenario: 'straight_through' });

  expect(result).toBe('live');
  expect(row).toMatchObject({ stage: 'live', reason: 'live', waiting_on: 'none' });
  expect(await meta.calls('106540352240001', 'register')).toHaveLength(1);
  expect((await meta.truth('106540352240001')).pin).toBe(
    await storedPin(db, vault, '106540352240001'),
  );
});

test('three weeks of name review end live, with at most 230 turns and 500 Actions (onboarding.md §5)', async () => {
  const { result, row, tookMs, history } = await onboard('106540352240002', {
    scenario: 'slow_name_review',
    name_decision_ms: 21 * DAY,
  });

  expect(result).toBe('live');
  expect(row.stage).toBe('live');
  expect(tookMs).toBeGreaterThan(21 * DAY);
  expect(tookMs).toBeLessThan(22 * DAY);

  const events = history.events ?? [];
  const turns = events.filter(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'turn',
  ).length;
  const activities = events.filter((event) => event.activityTaskScheduledEventAttributes).length;
  const timers = events.filter((event) => event.timerStartedEventAttributes).length;
  const upserts = events.filter(
    (event) => event.upsertWorkflowSearchAttributesEventAttributes,
  ).length;
  expect(turns).toBeLessThanOrEqual(230);
  expect(activities + timers + upserts).toBeLessThanOrEqual(500);

  // Daily probes for three days, then every 72 h: never near Meta's ten.
  const registers = await meta.calls('106540352240002', 'register');
  expect(registers.length).toBeLessThanOrEqual(12);
  expect((await meta.truth('106540352240002')).pin).toBe(
    await storedPin(db, vault, '106540352240002'),
  );
});

test('a lost reply to register with reads that lag 90 s costs one attempt and one PIN (onboarding.md §7.2)', async () => {
  const { result } = await onboard('106540352240003', {
    scenario: 'reply_lost_on_register',
    read_lag_ms: 90_000,
  });

  expect(result).toBe('live');
  expect(await meta.calls('106540352240003', 'register')).toHaveLength(1);
  expect((await meta.truth('106540352240003')).pin).toBe(
    await storedPin(db, vault, '106540352240003'),
  );
});
