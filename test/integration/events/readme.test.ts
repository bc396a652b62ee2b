import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../../src/dev/free-port.js';
import { waitUntil } from '../../support/wait-until.js';
import { startEventsHarness, type EventsHarness } from './harness.js';

let api: EventsHarness;
beforeAll(async () => {
  api = await startEventsHarness();
});
afterAll(() => api.close());

const canConnect = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });

test("the README's receiver takes and verifies an event, and refuses a forged one", async () => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
  const [, sample = ''] = /### Events[^]*?```js\n([^]*?)```/.exec(readme) ?? [];
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  api.clock.at = Date.now();
  const { id, secret } = await api.addEndpoint(url);
  const code = sample.replace('4000', String(port));
  expect(code).toContain(`listen(${port})`);
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    env: { PATH: process.env['PATH'], SECRET: secret },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  try {
    await waitUntil(() => canConnect(port), { timeoutMs: 20_000, describe: 'the receiver' });

    const forged = await fetch(url, {
      method: 'POST',
      headers: {
        'webhook-id': 'evt_1',
        'webhook-timestamp': String(Math.floor(Date.now() / 1_000)),
        'webhook-signature': 'v1,aGVsbG8=',
      },
      body: '{"type":"number.live"}',
    });
    const tested = await api.call('POST', `/v1/event-endpoints/${id}/test`);

    expect(forged.status).toBe(400);
    expect(tested.body).toMatchObject({ delivered: true, status: 204 });
    await waitUntil(() => output.includes('event_endpoint.test'), {
      timeoutMs: 10_000,
      describe: 'the event to be printed',
    });
    expect(output).not.toContain('number.live');
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});
