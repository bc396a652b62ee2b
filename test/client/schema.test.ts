import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createClient } from '../../src/client/index.js';
import { clientDocument, fingerprint } from '../../tools/client-document.js';

test('the client is made of the document that is served; `npm run client` makes it', async () => {
  const source = await readFile(new URL('../../src/client/schema.ts', import.meta.url), 'utf8');
  expect(source.split('\n')[0]).toBe(fingerprint(clientDocument()));
});

test('it sends the key, the account and the actor, and hands out the answer or the problem', async () => {
  const asked: Request[] = [];
  const answers = [
    Response.json({ id: '106540352242922' }),
    Response.json({ code: 'not_found' }, { status: 404 }),
  ];
  const client = createClient({
    url: 'https://onboard.example/',
    apiKey: 'on_live_x',
    accountId: '7',
    actor: 'Dana',
    fetch: async (request) => {
      asked.push(request);
      return answers[asked.length - 1] ?? Response.error();
    },
  });
  const read = () =>
    client.GET('/v1/numbers/{id}', { params: { path: { id: '106540352242922' } } });

  expect((await read()).data?.id).toBe('106540352242922');
  expect((await read()).error?.code).toBe('not_found');
  const [request] = asked;
  expect(request?.url).toBe('https://onboard.example/v1/numbers/106540352242922');
  expect(request?.headers.get('authorization')).toBe('Bearer on_live_x');
  expect(request?.headers.get('account-id')).toBe('7');
  expect(request?.headers.get('actor')).toBe('Dana');
});
