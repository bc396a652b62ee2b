import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import { expect, onTestFinished, test } from 'vitest';

import { freePort, settlePort } from '../../src/dev/free-port.js';
import { isListening } from '../../src/dev/port-in-use.js';

async function listener(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const wanted = (port: number) => ({ port, variable: 'POSTGRES_PORT', part: 'Postgres' });

test('a free port takes a listener', async () => {
  const port = await freePort();

  const server = createServer().listen(port, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');

  expect(await isListening(port)).toBe(true);
});

test('a wanted port that is free is kept', async () => {
  const port = await freePort();
  expect(await settlePort(wanted(port))).toBe(port);
});

test('port 0 becomes a free one', async () => {
  expect(await settlePort(wanted(0))).toBeGreaterThan(0);
});

test('a port in use is one sentence that names the port, the part and the variable', async () => {
  const port = await listener();

  await expect(settlePort(wanted(port))).rejects.toThrow(
    `Port ${port}, wanted for Postgres, is in use: stop what uses it, or set POSTGRES_PORT (0: any).`,
  );
});

test('nothing listens on a port that is free', async () => {
  expect(await isListening(await freePort())).toBe(false);
});
