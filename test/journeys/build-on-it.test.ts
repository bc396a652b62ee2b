import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../src/dev/free-port.js';
import { ADMIN_KEY, startStack, type Stack } from '../support/stack.js';
import { waitUntil } from '../support/wait-until.js';

/** Issue 7, "Done when": README's "Build on it" as a new user follows it, with the README's own lines. */
let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.close());

const WABA = '2033544499000001';
const NUMBER = '106540352299001';

/** The first JavaScript under a heading of the README. */
async function snippetUnder(heading: string): Promise<string> {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const section = readme.slice(readme.indexOf(`\n${heading}\n`));
  return /```js\n([^]*?)```/.exec(section)?.[1] ?? '';
}

/** Runs a snippet, and what it printed so far. */
function run(code: string, env: Record<string, string>): { child: ChildProcess; said(): string } {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', code],
    { env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  });
  return { child, said: () => output };
}

test('ends with events received and verified by ten lines of somebody else’s', async () => {
  const port = String(await freePort());
  const client = fileURLToPath(new URL('../../src/client/index.ts', import.meta.url));
  const store = (await snippetUnder('## Build on it'))
    .replace('onboard-number/client', client)
    .replace('http://localhost:3000', stack.config.PUBLIC_URL)
    .replace('4000', port);
  const making = run(store, { PLATFORM_KEY: ADMIN_KEY });
  await once(making.child, 'close');
  const [, key = '', secret = ''] = /key: '(\S+)'.*secret: '(\S+)'/s.exec(making.said()) ?? [];
  expect([key, secret]).toEqual([
    expect.stringMatching(/^on_live_/),
    expect.stringMatching(/^whsec_/),
  ]);
  const receiver = await snippetUnder('### Events');
  const receiving = run(receiver.replace('4000', port), { SECRET: secret });

  // What the page does once the pop-up is finished.
  await stack.meta.put(`/wabas/${WABA}`, { token: 'EAAtokenOfTheNewUser' });
  await stack.meta.put(`/numbers/${NUMBER}`, { waba_id: WABA, scenario: 'straight_through' });
  const { code } = await stack.meta.post(`/wabas/${WABA}/signup-codes`);
  const signedUp = await stack.api(
    'POST',
    '/v1/embedded-signups',
    { code, waba_id: WABA, phone_number_id: NUMBER },
    { authorization: `Bearer ${key}` },
  );

  expect(signedUp.status).toBe(202);
  for (const type of ['number.created', 'number.live'])
    await waitUntil(() => Promise.resolve(receiving.said().includes(`${type} {`)), {
      timeoutMs: 60_000,
      describe: `${type} to be received and verified`,
    });
  const lines = receiver.split('\n').filter((line) => line.trim() !== '');
  expect(lines.length).toBeLessThanOrEqual(14);
});
