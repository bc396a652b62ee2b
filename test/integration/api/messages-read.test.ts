import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { MessageRow, NumberRow } from '../../../src/store/tables.js';
import { newId, startHarness, type Harness } from './harness.js';
import { addStoredMessage } from '../../support/stored-message.js';

/** How messages are looked up over HTTP. */
let api: Harness;
let number: NumberRow;
const HOUR = 3_600_000;

beforeAll(async () => {
  api = await startHarness();
});
afterAll(() => api.close());
beforeEach(async () => {
  number = await addNumber();
});

async function addNumber(): Promise<NumberRow> {
  const id = await api.addNumber({ waba_id: newId() });
  return api.db
    .selectFrom('numbers')
    .selectAll()
    .where('phone_number_id', '=', id)
    .executeTakeFirstOrThrow();
}
const add = (more?: Partial<MessageRow>, at = api.clock.at) =>
  addStoredMessage(api.db, number, at, more);
const get = (path: string) => api.call('GET', path);

test('a report has its ends under either name, each once', async () => {
  for (const hours of [3, 2, 1]) await add({}, api.clock.at - hours * HOUR);
  const [from, to] = [2.5, 1.5].map((hours) => new Date(api.clock.at - hours * HOUR).toISOString());
  const report = (query: string) =>
    get(`/v1/numbers/${number.phone_number_id}/delivery-report?${query}`);

  for (const query of [
    `from=${from}&to=${to}`,
    `created_after=${from}&created_before=${to}`,
    `from=${from}&created_before=${to}`,
  ]) {
    const ends = { created_after: from, created_before: to };
    expect(await report(query), query).toMatchObject({ status: 200, body: { ...ends, total: 1 } });
  }
  for (const [query, parameter] of [
    [`from=${from}&created_after=${from}`, 'from'],
    [`to=${to}&created_before=${to}`, 'to'],
    [`from=${from}&from=${from}`, 'from'],
    [`from=${to}&to=${from}`, 'from'],
    [`created_after=${to}&to=${from}`, 'created_after'],
  ])
    expect(await report(query ?? ''), query).toMatchObject({
      status: 422,
      body: { code: 'invalid_request', errors: [{ parameter }] },
    });
});

const found = async (query: string) => {
  const { status, body } = await get(`/v1/messages?number_id=${number.phone_number_id}&${query}`);
  expect({ query, status }).toEqual({ query, status: 200 });
  return body.data.map(({ id }: { id: string }) => id);
};

test('a message is found by whom it was sent to, as the sender wrote it, and as Meta calls them', async () => {
  const to = (recipient: string, recipient_input: string, wa_id: string | null) =>
    add({ recipient, recipient_input, wa_id });
  const dana = await to('+972504370045', '0504370045', '972504370045');
  const again = await to('+972504370045', '+972 50 437 0045', '972504370045');
  const other = await to('+33504370045', '0504370045', '33504370045');
  const brazil = await to('+5511987654321', '+55 11 98765-4321', '551187654321');
  const fixed = await to('+551187654321', '+55 11 8765-4321', null);

  for (const [query, ids] of [
    ['recipient=%2B972504370045', [again, dana]],
    // Many clients leave a plus in a query as it is.
    ['recipient=+972504370045', [again, dana]],
    ['recipient=972504370045', [again, dana]],
    ['recipient=0504370045', [other, dana]],
    ['recipient=050-437-0045', []],
    ['recipient=050-437-0045&default_country=IL', [again, dana]],
    ['recipient=0504370045&default_country=FR', [other]],
    ['recipient=551187654321', [brazil]],
    ['recipient=%2B551187654321', [fixed, brazil]],
    ['recipient=5511987654321,0504370045', [brazil, other, dana]],
    ['recipient=nobody', []],
  ] as const)
    expect([query, new Set(await found(query))]).toEqual([query, new Set(ids)]);

  expect(await get('/v1/messages?recipient=0504370045&default_country=XX')).toMatchObject({
    status: 422,
    body: { errors: [{ parameter: 'default_country' }] },
  });
});

test('a list is narrowed by template key', async () => {
  const [invitation, reminder] = [
    await add({ template_key: 'invitation' }),
    await add({ template_key: 'reminder' }),
  ];
  await add();
  expect(await found('template_key=invitation')).toEqual([invitation]);
  expect(new Set(await found('template_key=invitation,reminder'))).toEqual(
    new Set([invitation, reminder]),
  );
  expect(await found('template_key=other')).toEqual([]);
});

test('a list is narrowed by WABA', async () => {
  const id = await add();
  expect(await found(`waba_id=${number.waba_id}`)).toEqual([id]);
  expect(await found(`waba_id=9,${number.waba_id}`)).toEqual([id]);
  expect(await found('waba_id=9')).toEqual([]);
});

test('a message that stays accepted says what is known of its webhooks', async () => {
  const path = `/v1/messages/${await add({ status: 'accepted', accepted_at: new Date(api.clock.at) })}`;
  expect((await get(path)).body.late).toBeNull();
  api.clock.at += 2 * HOUR;
  const late = async () => (await get(path)).body.late;

  expect(await late()).toMatchObject({
    after_s: 3_600,
    detail: expect.stringContaining('no webhook ever came for the number'),
  });
  const { body } = await get(`/v1/messages?number_id=${number.phone_number_id}`);
  expect(body.data).toMatchObject([{ late: await late() }]);

  await api.db
    .updateTable('numbers')
    .set({ last_webhook_at: new Date(api.clock.at) })
    .where('id', '=', number.id)
    .execute();
  expect((await late()).detail).toContain('Webhooks do reach us');

  const problem = 'The Meta app is not subscribed to "messages", so none are sent to us.';
  await api.setNumber(number.phone_number_id, {
    conditions: [
      {
        type: 'webhooks_effective',
        status: 'not_met',
        reason: 'messages_field_off',
        message: problem,
        since: new Date(api.clock.at).toISOString(),
        read_at: null,
      },
    ],
  });
  expect((await late()).detail).toContain(problem);
});

test('of a number that was added again the newest row tells of the webhooks', async () => {
  const at = new Date(api.clock.at);
  const path = `/v1/messages/${await add({ status: 'accepted', accepted_at: at })}`;
  await api.db
    .updateTable('numbers')
    .set({ released_at: at, stage: 'closed' })
    .where('id', '=', number.id)
    .execute();
  const { phone_number_id, waba_id } = number;
  await api.call('POST', '/v1/numbers', {
    json: { phone_number_id, waba_id, access_token: 'EAATESTTOKEN0001' },
  });
  api.clock.at += 2 * HOUR;
  await api.db
    .updateTable('numbers')
    .set({ last_webhook_at: new Date(api.clock.at) })
    .where('phone_number_id', '=', phone_number_id)
    .where('released_at', 'is', null)
    .execute();

  expect((await get(path)).body.late.detail).toContain('Webhooks do reach us');
});
