import type { Insertable } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createSending } from '../../../src/sending/sending.js';
import type { TemplatesTable } from '../../../src/store/tables.js';
import { testVault } from '../../support/connected-number.js';
import { newId, startHarness, type Harness } from './harness.js';

/** What a burst reads once is remembered for a moment: nobody is refused, and nothing is sent, because of what is no longer so. */
let api: Harness;
let number: string;
let wabaId: string;
let asked: Record<string, unknown>[];

beforeAll(async () => {
  const vault = testVault();
  const graph = {
    async sendMessage(_: unknown, __: string, message: Record<string, unknown>) {
      asked.push(message);
      const body = { contacts: [], messages: [{ id: `wamid.${newId()}` }] };
      return { kind: 'accepted' as const, body, usage: { percent: null, regainAccessMs: 0 } };
    },
  };
  // Longer than any test runs.
  api = await startHarness({
    vault,
    sending: createSending({ graph, vault }, { keepMs: 600_000 }),
  });
});
afterAll(() => api.close());

beforeEach(async () => {
  asked = [];
  wabaId = newId();
  number = await api.addNumber({ waba_id: wabaId });
});

const live = () => api.setNumber(number, { stage: 'live', reason: 'live' });
const send = (json: Record<string, unknown>) =>
  api.call('POST', `/v1/numbers/${number}/messages`, { json: { to: '+972504370045', ...json } });
const bind = (key: string, name: string) =>
  api.call('PUT', `/v1/template-bindings/${key}`, { json: { name, language: 'he', body: [] } });
const addTemplate = (name: string, more: Partial<Insertable<TemplatesTable>> = {}) =>
  api.db
    .insertInto('templates')
    .values({
      account_id: '1',
      waba_id: wabaId,
      name,
      language: 'he',
      template_id: null,
      status: 'APPROVED',
      category: 'UTILITY',
      previous_category: null,
      correct_category: null,
      quality: null,
      parameter_format: 'POSITIONAL',
      rejected_reason: null,
      components: JSON.stringify([{ type: 'BODY', text: 'שלום' }]),
      changed_at: new Date(api.clock.at),
      synced_at: new Date(api.clock.at),
      ...more,
    })
    .execute();

const synchronize = () =>
  api.db
    .updateTable('wabas')
    .set({ templates_synced_at: new Date(api.clock.at) })
    .where('waba_id', '=', wabaId)
    .execute();

test('a number that has just gone live sends', async () => {
  expect((await send({ text: 'x', force: true })).body.code).toBe('number_not_live');
  await live();
  expect((await send({ text: 'x', force: true })).status).toBe(201);
});

test('a key that has just been bound, and one bound to another template, are sent as they are now', async () => {
  await live();
  await addTemplate('first');
  await addTemplate('second');
  const key = `key_${number}`;
  expect((await send({ template_key: key, params: {} })).body.code).toBe('template_unusable');

  for (const name of ['first', 'second']) {
    await bind(key, name);
    expect((await send({ template_key: key, params: {} })).status).toBe(201);
    expect(asked.at(-1)).toMatchObject({ template: { name } });
  }

  await api.call('DELETE', `/v1/template-bindings/${key}`);
  expect((await send({ template_key: key, params: {} })).body.code).toBe('template_unusable');
});

test('a template that has just been synchronized is sent', async () => {
  await live();
  await synchronize();
  const template = { name: 'new', language: { code: 'he' } };
  expect((await send({ template })).body).toMatchObject({
    code: 'template_unusable',
    errors: [{ pointer: '/template' }],
  });
  await addTemplate('new');
  expect((await send({ template })).status).toBe(201);
});

test('a key that was bound through another server is sent, filled as its new template is', async () => {
  await live();
  await synchronize();
  await addTemplate('old');
  const [key, params] = [`elsewhere_${number}`, { who: 'דנה' }];
  await bind(key, 'old');
  expect((await send({ template_key: key, params })).body.code).toBe('parameters_mismatch');
  const template = { name: 'named', language: { code: 'he' } };
  expect((await send({ template })).body.code).toBe('template_unusable');

  await addTemplate('named', {
    parameter_format: 'NAMED',
    components: JSON.stringify([{ type: 'BODY', text: 'שלום {{guest}}' }]),
  });
  await api.db
    .updateTable('template_bindings')
    .set({ name: 'named', body: JSON.stringify(['who']) })
    .where('key', '=', key)
    .execute();
  expect((await send({ template_key: key, params })).status).toBe(201);
  expect(asked.at(-1)).toMatchObject({
    template: {
      name: 'named',
      components: [{ parameters: [{ type: 'text', parameter_name: 'guest', text: 'דנה' }] }],
    },
  });
});
