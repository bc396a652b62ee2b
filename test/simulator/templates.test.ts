import { expect, test } from 'vitest';
import { useReceiver, useSimulator, APP, WABA } from './harness.js';

const sim = useSimulator();
const receiver = useReceiver();

const put = (...templates: readonly Record<string, unknown>[]) =>
  sim.sim('PUT', `wabas/${WABA}`, { templates });
const list = async (query: Record<string, string> = {}) =>
  (await sim.graph('GET', `${WABA}/message_templates`, undefined, { query })).body;
const names = (data: readonly Readonly<Record<string, unknown>>[]) =>
  data.map(({ name, language }) => `${name}/${language}`);

test('message_templates pages by cursor, with the fields that are asked for (facts/meta.md §1.0, §1.15)', async () => {
  await put(...['a', 'b', 'c'].map((name) => ({ name, language: 'en' })));

  const first = await list({ limit: '2', fields: 'name,language,status' });
  expect(first.data).toEqual([
    { id: expect.stringMatching(/^\d{15}$/), name: 'a', language: 'en', status: 'APPROVED' },
    { id: expect.any(String), name: 'b', language: 'en', status: 'APPROVED' },
  ]);
  const init = { headers: { authorization: `Bearer ${sim.token}` } };
  const second = (await sim.send(String(first.paging.next), init)).body;
  expect(names(second.data)).toEqual(['c/en']);
  expect(second.paging).not.toHaveProperty('next');
  expect((await list({ fields: 'shoe_size' })).error.message).toContain('(shoe_size)');
});

test('message_templates filters by name, status, category, language and quality (facts/meta.md §1.15)', async () => {
  await put(
    { name: 'order_sent', language: 'en', status: 'PAUSED', quality_score: { score: 'RED' } },
    { name: 'order_paid', language: 'he', category: 'MARKETING' },
    { name: 'hello', language: 'en' },
  );
  expect(names((await list({ name: 'order' })).data)).toEqual(['order_sent/en', 'order_paid/he']);
  expect(names((await list({ status: 'PAUSED' })).data)).toEqual(['order_sent/en']);
  expect(names((await list({ status: '["PAUSED","APPROVED"]' })).data)).toHaveLength(3);
  expect(names((await list({ category: 'MARKETING' })).data)).toEqual(['order_paid/he']);
  expect(names((await list({ language: 'he' })).data)).toEqual(['order_paid/he']);
  expect(names((await list({ quality_score: 'RED' })).data)).toEqual(['order_sent/en']);
});

test('a template is created PENDING, once per name and language (facts/meta.md §1.15)', async () => {
  const create = (more: Record<string, unknown> = {}) =>
    sim.graph('POST', `${WABA}/message_templates`, {
      name: 'created',
      language: 'en_US',
      category: 'UTILITY',
      components: [{ type: 'BODY', text: 'Hello {{first_name}}, welcome.' }],
      ...more,
    });
  expect((await create()).body).toEqual({
    id: expect.any(String),
    status: 'PENDING',
    category: 'UTILITY',
  });
  expect((await create()).body.error).toMatchObject({ code: 100, error_subcode: 2388024 });
  expect((await create({ language: 'he' })).status).toBe(200);
  expect((await create({ name: 'Not Snake' })).body.error.code).toBe(100);
  expect((await list({ name: 'created', language: 'en_US' })).data).toMatchObject([
    { parameter_format: 'NAMED', status: 'PENDING' },
  ]);
});

test('a change is told by the webhook of its kind, with the id as a number (facts/meta.md §4.5)', async () => {
  await put({ name: 'a', language: 'en' });
  await sim.sim('PUT', `apps/${APP}`, { callback_url: receiver.url });
  const control = `wabas/${WABA}/templates/a/en`;
  await sim.sim('POST', control, { status: 'PAUSED', title: 'FIRST_PAUSE' });
  await sim.sim('POST', control, { quality: 'RED', category: 'MARKETING', webhook: false });
  await sim.sim('DELETE', control);

  await expect.poll(() => receiver.received.length).toBe(2);
  const changes = receiver.received
    .map(({ raw }) => JSON.parse(raw).entry[0].changes[0])
    .map(({ field, value }) => [field, value.event, value.other_info?.title ?? null]);
  expect(changes).toEqual([
    ['message_template_status_update', 'PAUSED', 'FIRST_PAUSE'],
    ['message_template_status_update', 'DELETED', null],
  ]);
  expect(JSON.parse(receiver.received[0]!.raw).entry[0].changes[0].value).toMatchObject({
    message_template_id: expect.any(Number),
    message_template_name: 'a',
    message_template_language: 'en',
  });
  expect((await list()).data).toEqual([]);
  expect((await sim.sim('POST', control, { status: 'APPROVED' })).status).toBe(404);
});
