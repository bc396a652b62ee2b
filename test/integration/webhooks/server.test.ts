import { expect, onTestFinished, test } from 'vitest';
import { APP_SECRET, startStack } from '../../support/stack.js';
import { post } from './harness.js';

test('the server stores a webhook with Temporal down, and still answers everything else', async () => {
  const stack = await startStack({ TEMPORAL_ADDRESS: '127.0.0.1:1' }, { withWorker: false });
  onTestFinished(() => stack.close());
  const { PORT } = stack.config;

  const taken = await post(PORT, '{"entry":[]}', {
    path: '/webhooks/whatsapp/106540352242922',
    secret: APP_SECRET,
  });
  const refused = await post(PORT, '{"entry":[]}', { secret: 'another' });
  const elsewhere = await post(PORT, '{}', { path: '/webhooks/whatsapp/nobody' });

  expect([taken.status, refused.status, elsewhere.status]).toEqual([200, 401, 404]);
  const rows = await stack.db.selectFrom('webhook_deliveries').select('route').execute();
  expect(rows).toEqual([{ route: '106540352242922' }]);
  expect((await stack.api('GET', '/healthz')).status).toBe(200);
  // A line per webhook would cost as much as the webhook.
  const routes = stack.logs
    .filter((line) => line.includes('"msg":"request"'))
    .map((line) => (JSON.parse(line) as { route: string }).route);
  // The tests' own look into the document of the API aside. A line names its route, also with the console behind it.
  expect(routes.filter((route) => route !== '/openapi.json')).toEqual(['/*', '/healthz']);
});
