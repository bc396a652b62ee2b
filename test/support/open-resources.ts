import type { ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { Server, Socket } from 'node:net';

// Node tells the kinds of what is open officially (`process.getActiveResourcesInfo`), but not which
// socket or which child: this older function, which its own test runner uses, does.
type Handles = { _getActiveHandles(): unknown[] };

// The fields of the SDK's singleton that tell what was not closed; 1.24.0, pinned exactly.
type RuntimeModule = { Runtime?: { _instance?: { backRefs?: Set<unknown> } } };

/** Everything Node holds open in this process now, to leave it out of a later look. */
export function openHandles(): ReadonlySet<unknown> {
  return new Set((process as unknown as Handles)._getActiveHandles());
}

/**
 * What is open in this process and should not stay so: child processes, servers, connections to
 * Postgres (a pool's too) and Temporal's workers, connections and servers. One phrase for each.
 * Kept-alive sockets of HTTP clients are no leak.
 */
export function openResources(databasePort: number, except: ReadonlySet<unknown>): string[] {
  const handles = [...openHandles()].filter((handle) => !except.has(handle));
  return [...handles.flatMap((handle) => describe(handle, databasePort)), ...temporalObjects()];
}

function describe(handle: unknown, databasePort: number): string[] {
  if (handle instanceof Server)
    return [`a server listening on ${JSON.stringify(handle.address())}`];

  if (handle instanceof Socket)
    return handle.remotePort === databasePort
      ? ['a connection to Postgres (a pg.Pool or pg.Client that was not ended)']
      : [];

  if (handle?.constructor?.name !== 'ChildProcess') return [];
  const child = handle as ChildProcess;
  return [`the child process ${child.pid}: ${child.spawnargs.join(' ').slice(0, 120)}`];
}

/** Looks only at an SDK that the test file has loaded: loading it here would slow every file down. */
function temporalObjects(): string[] {
  const { cache } = createRequire(import.meta.url);
  const file = Object.keys(cache).find((name) =>
    name.endsWith('@temporalio/worker/lib/runtime.js'),
  );
  const loaded = file === undefined ? undefined : (cache[file]?.exports as RuntimeModule);

  const open = loaded?.Runtime?._instance?.backRefs?.size ?? 0;
  return open === 0
    ? []
    : [`${open} of Temporal's (a Worker, NativeConnection or TestWorkflowEnvironment)`];
}
