import { randomUUID } from 'node:crypto';

import { Client, Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { inject } from 'vitest';

import { SEARCH_ATTRIBUTES } from './search-attributes.js';

const NAMESPACE = 'default';

// temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD, whose package is not ours.
const KEYWORD = 2;

// A worker's every step is news to nobody here; what goes wrong is.
Runtime.install({ logger: new DefaultLogger('WARN') });

/** Connections to the run's Temporal dev server. */
export interface TemporalConnections {
  readonly client: Client;
  /** For workers. */
  readonly nativeConnection: NativeConnection;
  readonly close: () => Promise<void>;
}

/**
 * Connects to the dev server that the whole run shares: give every worker its own task queue and
 * every workflow its own id.
 */
export async function connectTemporal(): Promise<TemporalConnections> {
  const address = inject('temporalAddress');
  if (address === '')
    throw new Error('Unit tests have no Temporal: move this to test/integration.');

  const [connection, nativeConnection] = await Promise.all([
    Connection.connect({ address }),
    NativeConnection.connect({ address }),
  ]);
  return {
    client: new Client({ connection, namespace: NAMESPACE }),
    nativeConnection,
    close: async () => {
      await Promise.all([connection.close(), nativeConnection.close()]);
    },
  };
}

/**
 * Starts a server of this file's own, on which time jumps to whatever a workflow waits for. Its
 * time is one for all: run such tests one after the other. Call `teardown()` at the end.
 */
export async function startTimeSkippingServer(): Promise<TestWorkflowEnvironment> {
  const path = inject('testServerPath');
  if (path === '')
    throw new Error('Unit tests have no test server: move this to test/integration.');

  const environment = await patiently(() =>
    TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path } },
    }),
  );

  // Setting one that this server does not know would block the workflow task for ever.
  const names = Object.keys(SEARCH_ATTRIBUTES);
  await environment.connection.operatorService.addSearchAttributes({
    namespace: NAMESPACE,
    searchAttributes: Object.fromEntries(names.map((name) => [name, KEYWORD])),
  });
  return environment;
}

/** The SDK gives the server five seconds to start, which a busy machine may exceed. */
async function patiently<T>(start: () => Promise<T>, tries = 4): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (tries <= 1) throw error;
    return patiently(start, tries - 1);
  }
}

/** A task queue that no other test uses. */
export function uniqueTaskQueue(prefix = 'test'): string {
  return `${prefix}-${randomUUID()}`;
}
