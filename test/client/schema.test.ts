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

test('what has a default may be left out, and lists are narrowed by what was stored', async () => {
  const asked: string[] = [];
  const client = createClient({
    url: 'https://onboard.example',
    apiKey: 'on_live_x',
    fetch: async ({ url }) => {
      asked.push(decodeURIComponent(url));
      return Response.json({});
    },
  });

  // Held by the type check.
  await client.POST('/v1/api-keys', { body: { scopes: ['read'] } });
  await client.POST('/v1/event-endpoints', { body: { url: 'https://example.com/hook' } });
  await client.POST('/v1/embedded-signups', { body: { code: 'AQB' } });
  await client.POST('/v1/numbers', {
    body: { phone_number_id: '106540352242922', waba_id: '203354440000001' },
  });
  await client.POST('/v1/numbers/{id}/messages', {
    params: { path: { id: '106540352242922' } },
    body: { to: '+972504370045', text: 'Hello' },
  });
  await client.GET('/v1/messages', { params: { query: { context: { event_id: '42' } } } });
  await client.GET('/v1/numbers', { params: { query: { metadata: { plan: 'pro' } } } });

  expect(asked.slice(-2)).toEqual([
    'https://onboard.example/v1/messages?context[event_id]=42',
    'https://onboard.example/v1/numbers?metadata[plan]=pro',
  ]);
});
