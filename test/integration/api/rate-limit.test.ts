import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHarness, type Harness } from './harness.js';

let api: Harness;
beforeAll(async () => {
  api = await startHarness({ rateLimits: { account: 2, platform: 4 } });
});
afterAll(() => api.close());

test('each key may send so many requests a minute; every answer says how many are left', async () => {
  const key = await api.addKey('1', ['read']);
  const other = await api.addKey('1', ['read']);
  const list = (who: string) => api.call('GET', '/v1/numbers', { key: who });

  const first = await list(key);
  expect(first.status).toBe(200);
  expect(first.headers.get('ratelimit-policy')).toBe('"key";q=2;w=60');
  expect(first.headers.get('ratelimit')).toBe('"key";r=1;t=60');
  api.clock.at += 15_000;
  expect((await list(key)).headers.get('ratelimit')).toBe('"key";r=0;t=45');

  const refused = await list(key);
  expect([refused.status, refused.body.code]).toEqual([429, 'too_many_requests']);
  expect(refused.headers.get('retry-after')).toBe('45');
  expect(refused.headers.get('ratelimit')).toBe('"key";r=0;t=45');
  expect((await list(other)).status).toBe(200);

  api.clock.at += 45_000;
  expect((await list(key)).status).toBe(200);
});

test('platform keys have a limit of their own', async () => {
  const { headers } = await api.call('GET', '/v1/numbers');

  expect(headers.get('ratelimit-policy')).toBe('"key";q=4;w=60');
});

test('who is not known is told so and counts for nobody', async () => {
  const { status, headers } = await api.call('GET', '/v1/numbers', { key: 'nobody' });

  expect([status, headers.get('ratelimit')]).toEqual([401, null]);
});
