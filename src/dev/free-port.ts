import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

import { assertPortFree, type WantedPort } from './port-in-use.js';

/** Below where systems take the ports of outgoing connections from: those come and go by the thousand. */
const FIRST = 20_000;
const LAST = 32_000;
const TRIES = 20;

/** A port that was free on the loopback address a moment ago; somebody else may still take it first, which is unlikely. */
export async function freePort(): Promise<number> {
  for (let tries = TRIES; tries > 0; tries--) {
    const port = await heard(randomInt(FIRST, LAST)).catch(() => null);
    if (port !== null) return port;
  }
  return heard(0);
}

/** Listens on the port for a moment, and says which it was. @throws Error when it is taken */
async function heard(wanted: number): Promise<number> {
  const server = createServer();
  server.listen({ port: wanted, host: '127.0.0.1', exclusive: true });
  await once(server, 'listening');

  const address = server.address();
  server.close();
  await once(server, 'close');

  if (address === null || typeof address === 'string') throw new Error('No TCP port was given.');
  return address.port;
}

/** The wanted port when it is free, any free one when 0 was wanted. @throws Error naming the port and its variable */
export async function settlePort(wanted: WantedPort): Promise<number> {
  if (wanted.port === 0) return freePort();

  await assertPortFree(wanted);
  return wanted.port;
}
