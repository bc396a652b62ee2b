import { once } from 'node:events';
import { createServer } from 'node:net';

import { assertPortFree, type WantedPort } from './port-in-use.js';

/** A port that was free on the loopback address a moment ago; somebody else may still take it first. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen({ port: 0, host: '127.0.0.1', exclusive: true });
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
