import path from 'node:path';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.js';
import { tempFolder } from '../support/temp-folder.js';
import { waitUntil } from '../support/wait-until.js';
import { Client, DAY, MINUTE, NUMBER, WABA } from './harness.js';

interface Kept {
  readonly simulator: Simulator;
  readonly client: Client;
}

async function start(stateFile: string): Promise<Kept> {
  const simulator = await startSimulator({ port: 0, stateFile });
  onTestFinished(() => simulator.close().catch(() => undefined));
  const client = new Client(simulator.url);
  client.token = 'EAA-kept-token';
  return { simulator, client };
}

const control = async (
  { url }: Client,
  method: string,
  route: string,
  body?: unknown,
): Promise<Record<string, unknown>> => {
  const response = await fetch(`${url}/_sim/${route}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return (await response.json()) as Record<string, unknown>;
};

test('a registered number is still registered after a restart, with its PIN, subscription and token', async () => {
  const file = path.join(await tempFolder(), 'state.json');
  const first = await start(file);
  await control(first.client, 'PUT', `wabas/${WABA}`, { token: first.client.token });
  await control(first.client, 'PUT', `numbers/${NUMBER}`, { waba_id: WABA, activation_ms: 0 });
  await first.client.graph('POST', `${WABA}/subscribed_apps`);
  await first.client.graph('POST', `${NUMBER}/register`, {
    messaging_product: 'whatsapp',
    pin: '123456',
  });
  const before = await control(first.client, 'GET', `numbers/${NUMBER}`);
  await first.simulator.close();

  const second = await start(file);

  const { now: _, ...after } = await control(second.client, 'GET', `numbers/${NUMBER}`);
  expect(before).toMatchObject({ ...after, status: 'CONNECTED', pin: '123456', subscribed: true });
  expect(await second.client.graph('GET', NUMBER)).toMatchObject({ status: 200 });
});

test('what was still to come comes after the restart, at its instant, and once', async () => {
  const file = path.join(await tempFolder(), 'state.json');
  const first = await start(file);
  await control(first.client, 'PUT', `wabas/${WABA}`, { token: first.client.token });
  const { name_decision_at: decidedAt } = await control(first.client, 'PUT', `numbers/${NUMBER}`, {
    waba_id: WABA,
    scenario: 'slow_name_review',
  });
  await first.simulator.close();

  const second = await start(file);
  await control(second.client, 'POST', 'clock', { advance_ms: 3 * DAY - MINUTE });
  const waiting = await control(second.client, 'GET', `numbers/${NUMBER}`);
  await control(second.client, 'POST', 'clock', { advance_ms: 2 * MINUTE });
  const decided = await control(second.client, 'GET', `numbers/${NUMBER}`);

  expect(waiting).toMatchObject({ name_status: 'PENDING_REVIEW', name_decision_at: decidedAt });
  expect(decided).toMatchObject({ name_status: 'APPROVED', name_decision_at: null });
});

test('changes are in the file within seconds, for its owner only', async () => {
  const file = path.join(await tempFolder(), 'state.json');
  const { client } = await start(file);

  await control(client, 'PUT', `numbers/${NUMBER}`, { waba_id: WABA });

  await waitUntil(async () => (await readFile(file, 'utf8')).includes(NUMBER), {
    timeoutMs: 5000,
    describe: 'the number to be in the file',
  });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a file of something else is refused in one sentence', async () => {
  const file = path.join(await tempFolder(), 'state.json');
  await writeFile(file, '{"version":0}');

  await expect(startSimulator({ port: 0, stateFile: file })).rejects.toThrow(
    `The Graph simulator cannot go on with ${file}: remove it to start with an empty Meta.`,
  );
});
