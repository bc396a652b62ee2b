import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { createApp } from './app.js';
import type { CallsPerHour } from './state/call-budget.js';
import { SimulatedClock } from './state/clock.js';
import { restoreState, saveState } from './state/state-file.js';
import { World } from './state/world.js';

/** How often what is due happens without anybody asking, so that webhooks leave on time. Real ms. */
const HEARTBEAT = 50;
const DEFAULT_PORT = 9_100;

/** How a simulator is started. */
export interface SimulatorOptions {
  /** @default 9100; 0 = any free port */
  readonly port?: number | undefined;
  /** @default '127.0.0.1' */
  readonly host?: string | undefined;
  /** How fast its clock runs. @default 1 */
  readonly pace?: number | undefined;
  /** @default Meta's: 200 and 5,000 */
  readonly callsPerHour?: CallsPerHour | undefined;
  /** The real time its clock stands on. @default Date.now */
  readonly now?: (() => number) | undefined;
  /** Keeps everything across starts; without it, all is in memory. */
  readonly stateFile?: string | undefined;
}

/** A running simulator. */
export interface Simulator {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Starts a Graph API that behaves like Meta's. @throws Error in one sentence where the port is taken. Source: simulator.md. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = DEFAULT_PORT, host = '127.0.0.1', pace, callsPerHour, now, stateFile } = options;
  const world = new World(new SimulatedClock({ pace, now }), callsPerHour);
  if (stateFile !== undefined) await restoreState(world, stateFile);
  const app = createApp(world);
  const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  await listen(server, port, host);
  const state = stateFile === undefined ? undefined : saveState(world, stateFile);

  const heartbeat = setInterval(() => world.now(), HEARTBEAT);
  heartbeat.unref();
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://${host}:${bound}`,
    port: bound,
    close: async () => {
      clearInterval(heartbeat);
      world.outbox.close();
      await closeServer(server);
      await state?.close();
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const sentence =
        error.code === 'EADDRINUSE'
          ? `Port ${port} is already in use: set SIMULATOR_PORT to a free one for the Graph simulator.`
          : `The Graph simulator cannot listen on ${host}:${port} (SIMULATOR_PORT): ${error.message}.`;
      reject(new Error(sentence, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
