import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../../src/store/database.js';
import { addConnectedNumber, TEST_WABA, testVault } from '../../support/connected-number.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { deliver, drainAll, fatesOf } from '../../support/drain.js';

/** Whatever stands in one element, the others of its delivery count, and nothing of it comes to Postgres that it cannot hold. */
let database: TestDatabase;
let db: Database;
const ID = '106540352261001';
const AT = Date.UTC(2026, 10, 20, 12);

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  const { id } = await addConnectedNumber({ db, vault: testVault() }, { phoneNumberId: ID });
  await db
    .updateTable('numbers')
    .set({ node: JSON.stringify({ displayPhoneNumber: '+1 202-555-0001' }) })
    .where('id', '=', id)
    .execute();
  await db
    .updateTable('wabas')
    .set({ subscription: JSON.stringify({ subscribed: true, wabaOverride: null }) })
    .execute();
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});
beforeEach(async () => {
  for (const table of ['message_statuses', 'inbound_messages', 'account_events'] as const)
    await db.deleteFrom(table).execute();
});

/** Text, so that nothing of it has to be written by what it is to break. */
const deep = (levels: number): string =>
  `${'{"a":['.repeat(levels / 2)}1${']}'.repeat(levels / 2)}`;
const status = (id: string, more = ''): string =>
  `{"id":"${id}","status":"failed","timestamp":"1783090000","recipient_id":"12025550188"${more}}`;
const messages = (parts: string, metadata = `{"phone_number_id":"${ID}"}`): string =>
  `{"field":"messages","value":{"metadata":${metadata},${parts}}}`;
const change = (field: string, value: string): string =>
  `{"field":${JSON.stringify(field)},"value":${value}}`;
const body = (...changes: string[]): string =>
  `{"object":"whatsapp_business_account","entry":[{"id":"${TEST_WABA}","time":1783090000,"changes":[${changes.join(',')}]}]}`;
const good = (id: string): string => messages(`"statuses":[${status(id)}]`);
let calls = 0;

/** The fates of everything in the delivery; it must never fail as a whole. */
async function drained(...changes: string[]): Promise<Record<string, unknown>[]> {
  const nth = ++calls;
  const [id = '', neighbour = ''] = await deliver(
    db,
    [body(...changes, good(`wamid.good.${nth}`)), body(good(`wamid.neighbour.${nth}`))],
    new Date(AT),
  );
  await drainAll(db, { now: () => AT });
  expect((await fatesOf(db, neighbour)).elements).toMatchObject([{ fate: 'stored' }]);
  const { error, elements } = await fatesOf(db, id);
  expect(error).toBeNull();
  expect(elements.at(-1)).toMatchObject({ fate: 'stored', key: expect.stringContaining('good') });
  return elements.slice(0, -1).map(({ kind, fate, error: why }) => ({ kind, fate, why }));
}

describe.each([501, 3_000, 6_000, 9_000, 200_000])('nested %i deep', (levels) => {
  const bottomless = deep(Math.ceil(levels / 2) * 2);
  const tooDeep = (kind: string) => [{ kind, fate: 'error', why: 'nested too deeply' }];

  test('a status is marked alone, beside its like', async () => {
    const statuses = `"statuses":[${status('wamid.deep', `,"odd":${bottomless}`)},${status('wamid.2')}]`;
    expect(await drained(messages(statuses))).toEqual([
      ...tooDeep('status'),
      { kind: 'status', fate: 'stored', why: undefined },
    ]);
  });

  test('so are a message, an error, a known field and an unknown one', async () => {
    const message = `{"id":"wamid.m","timestamp":"1783090000","type":"text","odd":${bottomless}}`;
    expect(await drained(messages(`"messages":[${message}]`))).toEqual(tooDeep('message'));
    expect(await drained(messages(`"errors":[{"code":1,"odd":${bottomless}}]`))).toEqual(
      tooDeep('error'),
    );
    const known = `{"event":"VERIFIED_ACCOUNT","odd":${bottomless}}`;
    expect(await drained(change('account_update', known))).toEqual(tooDeep('account_update'));
    expect(await drained(change('new_field', bottomless))).toEqual(tooDeep('new_field'));
  });

  test('a change that is nothing but that, and a contact beside its message', async () => {
    expect(await drained(`{"odd":${bottomless}}`)).toMatchObject([{ fate: 'error' }]);
    const message = '{"id":"wamid.c","from":"1","timestamp":"1783090000","type":"text"}';
    expect(
      await drained(
        messages(`"contacts":[{"wa_id":"1","odd":${bottomless}}],"messages":[${message}]`),
      ),
    ).toMatchObject([{ kind: 'message', fate: 'stored' }]);
  });
});

test('what Meta may nest is kept', async () => {
  expect(
    await drained(messages(`"statuses":[${status('wamid.d', `,"odd":${deep(400)}`)}]`)),
  ).toMatchObject([{ fate: 'stored' }]);
});

/** Hard to compress: an index would hold the same letter a million times. */
const long = (length: number): string => {
  let text = '';
  for (let n = 1; text.length < length; n++)
    text += ((n * 2_654_435_761) % 4_294_967_296).toString(36);
  return text.slice(0, length);
};

describe('longer than anything that an index holds', () => {
  test.each([
    [
      'an error’s title',
      status('wamid.t', `,"errors":[{"code":131026,"title":"${long(900_000)}"}]`),
    ],
    ['our own mark', status('wamid.m', `,"biz_opaque_callback_data":"${long(20_000)}"`)],
    ['its recipient', status('wamid.r').replace('12025550188', long(20_000))],
    ['an unknown key', status('wamid.k', `,"${long(20_000)}":1`)],
  ])('%s costs a status nothing', async (_, given) => {
    expect(await drained(messages(`"statuses":[${given}]`))).toMatchObject([{ fate: 'stored' }]);
  });

  test.each([
    ['its id', status(long(20_000))],
    ['its status', status('wamid.s').replace('failed', long(20_000))],
  ])('%s makes a status unreadable', async (_, given) => {
    expect(await drained(messages(`"statuses":[${given}]`))).toMatchObject([{ fate: 'error' }]);
  });

  test('the number’s id, the field’s name, an event’s name', async () => {
    const value = `"statuses":[${status('wamid.n')}]`;
    const metadata = `{"phone_number_id":"${long(20_000)}"}`;
    expect(await drained(messages(value, metadata))).toMatchObject([{ fate: 'error' }]);
    expect(await drained(change(long(20_000), '{}'))).toMatchObject([{ fate: 'error' }]);
    expect(await drained(change('account_update', `{"event":"${long(20_000)}"}`))).toMatchObject([
      { kind: 'account_update' },
    ]);
    const waba = `{"event":"PARTNER_REMOVED","waba_info":{"waba_id":"${long(20_000)}"}}`;
    expect(await drained(change('account_update', waba))).toMatchObject([
      { kind: 'account_update' },
    ]);
  });
});

describe.each([
  ['a NUL', '\\u0000'],
  ['half a surrogate pair', '\\ud83d'],
  ['the other half', '\\ude00'],
])('%s', (_, odd) => {
  test.each([
    ['a status’s word', status('wamid.o').replace('failed', `failed${odd}`)],
    ['a recipient', status('wamid.o').replace('12025550188', `1202${odd}`)],
    ['our own mark', status('wamid.o', `,"biz_opaque_callback_data":"${odd}"`)],
    ['an error', status('wamid.o', `,"errors":[{"code":1,"title":"${odd}"}]`)],
    ['a key', status('wamid.o', `,"${odd}":1`)],
  ])('in %s', async (_where, given) => {
    expect(await drained(messages(`"statuses":[${given}]`))).toMatchObject([{ fate: 'stored' }]);
  });

  test('in ids', async () => {
    const value = (id: string) => `"statuses":[${status(id)}]`;
    expect(await drained(messages(value(`wamid.${odd}`)))).toMatchObject([{ kind: 'status' }]);
    expect(
      await drained(messages(value('wamid.p'), `{"phone_number_id":"1${odd}"}`)),
    ).toMatchObject([{ fate: 'error' }]);
  });

  test('in fields, names and texts', async () => {
    expect(await drained(change('odd', '{}').replace('odd', `odd${odd}`))).toMatchObject([
      { fate: 'unknown_kind' },
    ]);
    const name = `{"display_phone_number":"12025550001${odd}","decision":"REJECTED${odd}","requested_verified_name":"${odd}","rejection_reason":"${odd}"}`;
    const template = `{"event":"REJECTED${odd}","message_template_id":1,"message_template_name":"${odd}","message_template_language":"${odd}","reason":"${odd}"}`;
    const quality = `{"display_phone_number":"12025550001","event":"${odd}","current_limit":"${odd}"}`;
    const restriction = `{"event":"ACCOUNT_RESTRICTION","restriction_info":[{"restriction_type":"${odd}"}]}`;
    const alert = `{"entity_type":"PHONE_NUMBER","entity_id":"${ID}","alert_info":{"alert_type":"${odd}","alert_description":"${odd}"}}`;
    for (const [field, value] of [
      ['phone_number_name_update', name],
      ['message_template_status_update', template],
      ['phone_number_quality_update', quality],
      ['account_update', restriction],
      ['account_update', `{"event":"NEW_${odd}"}`],
      ['account_alerts', alert],
    ] as const)
      expect(await drained(change(field, value)), field).toMatchObject([
        { kind: field, fate: 'stored' },
      ]);
    const message = `{"id":"wamid.x","from":"1${odd}","timestamp":"1783090000","type":"text${odd}","text":{"body":"${odd}"}}`;
    expect(
      await drained(
        messages(
          `"contacts":[{"wa_id":"1${odd}","profile":{"name":"${odd}"}}],"messages":[${message}]`,
        ),
      ),
    ).toMatchObject([{ fate: 'stored' }]);
  });
});
