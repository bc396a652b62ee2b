import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import { expect, onTestFinished, test } from 'vitest';

import { connectTemporal, startTimeSkippingServer, uniqueTaskQueue } from '../support/temporal.js';

const THREE_WEEKS = 21 * 24 * 3_600_000;

const workflowsPath = new URL('../support/fixtures/sleeper.ts', import.meta.url).pathname;
const wabaId = defineSearchAttributeKey('WabaId', 'KEYWORD');
const searchAttributes = new TypedSearchAttributes([{ key: wabaId, value: '102290129340398' }]);

test('the dev server runs a workflow with our search attributes', async () => {
  const { client, nativeConnection, close } = await connectTemporal();
  onTestFinished(close);
  const taskQueue = uniqueTaskQueue();
  const worker = await Worker.create({ connection: nativeConnection, taskQueue, workflowsPath });

  const result = await worker.runUntil(
    client.workflow.execute('sleeper', {
      taskQueue,
      workflowId: taskQueue,
      args: [10],
      typedSearchAttributes: searchAttributes,
    }),
  );

  expect(result).toBe('102290129340398');
});

test('the time-skipping server takes three weeks in seconds and knows our search attributes', async () => {
  const environment = await startTimeSkippingServer();
  onTestFinished(() => environment.teardown());
  const taskQueue = uniqueTaskQueue();
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue,
    workflowsPath,
  });

  const result = await worker.runUntil(
    environment.client.workflow.execute('sleeper', {
      taskQueue,
      workflowId: taskQueue,
      args: [THREE_WEEKS],
    }),
  );

  expect(result).toBe('woken');
});
