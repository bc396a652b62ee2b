import { expect, test } from 'vitest';
import { NUMBER, useSimulator } from './harness.js';

/** `whatsapp_business_profile`: simulator.md §1, facts/meta.md §1.16. */
const sim = useSimulator();

const EDGE = `${NUMBER}/whatsapp_business_profile`;
const read = async (fields: string) =>
  (await sim.graph('GET', EDGE, undefined, { query: { fields } })).body as unknown;

test('what was never set is left out; what is changed stays beside what was', async () => {
  await sim.number('straight_through');
  expect(await read('about,email')).toEqual({ data: [{ messaging_product: 'whatsapp' }] });

  const first = { messaging_product: 'whatsapp', about: 'Open daily', email: 'us@example.com' };
  expect(await sim.graph('POST', EDGE, first)).toMatchObject({
    status: 200,
    body: { success: true },
  });
  const websites = ['https://example.com/', 'https://shop.example.com/'];
  await sim.graph('POST', EDGE, { messaging_product: 'whatsapp', about: 'Closed', websites });

  expect(await read('about,email,websites,vertical')).toEqual({
    data: [{ messaging_product: 'whatsapp', about: 'Closed', email: 'us@example.com', websites }],
  });
});

test.each([
  ['without the product', { about: 'Open daily' }],
  ['a text that is too long', { messaging_product: 'whatsapp', about: 'x'.repeat(140) }],
  ['three websites', { messaging_product: 'whatsapp', websites: ['a', 'b', 'c'] }],
])('%s: 100, and nothing changes', async (_, body) => {
  await sim.number('straight_through');
  const { status, body: answer } = await sim.graph('POST', EDGE, body);
  expect([status, answer.error.code]).toEqual([400, 100]);
  expect(await read('about,websites')).toEqual({ data: [{ messaging_product: 'whatsapp' }] });
});

test('an unknown field is refused as on every node', async () => {
  await sim.number('straight_through');
  const { body } = await sim.graph('GET', EDGE, undefined, { query: { fields: 'mood' } });
  expect(body.error.message).toContain('nonexisting field (mood)');
});
