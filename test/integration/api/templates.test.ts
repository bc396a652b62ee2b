import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeTemplates } from '../../../src/store/templates.js';
import { storableJson } from '../../../src/webhooks/drain/storable.js';
import { invitation, order } from '../../messaging/definitions.js';
import { newId, startHarness, type Harness } from './harness.js';

let api: Harness;
let waba: string;
beforeAll(async () => {
  api = await startHarness();
  waba = newId();
  await api.addNumber({ waba_id: waba });
});
afterAll(() => api.close());

const binding = {
  name: 'hina_invitation',
  language: 'he',
  header: { type: 'IMAGE', param: 'invitation_image_url' },
  body: ['contact_name'],
  buttons: [{ type: 'URL', index: 1, param: 'event_id' }],
};

/** As a synchronization stores it. */
async function synced(accountId = '1', wabaId = waba): Promise<void> {
  const rows = [invitation, order].map(({ name, language, status, category, components }) => ({
    name,
    language,
    status,
    category,
    components,
  }));
  await api.db
    .transaction()
    .execute((tx) => storeTemplates(tx, { accountId, wabaId }, storableJson(rows), api.clock.at));
  await api.db
    .updateTable('wabas')
    .set({
      templates_attempted_at: new Date(api.clock.at),
      templates_synced_at: new Date(api.clock.at),
    })
    .where('account_id', '=', accountId)
    .where('waba_id', '=', wabaId)
    .execute();
}

const put = (key: string, json: unknown, more = {}) =>
  api.call('PUT', `/v1/template-bindings/${key}`, { json, ...more });

describe('a template key', () => {
  test('is told how it fits every WhatsApp account, in the words of the template', async () => {
    const unread = await put('invitation', binding);
    expect(unread.status).toBe(200);
    expect(unread.body).toEqual({
      key: 'invitation',
      ...binding,
      created_at: '2026-11-20T12:00:00.000Z',
      updated_at: '2026-11-20T12:00:00.000Z',
      wabas: [{ waba_id: waba, ok: null, problems: [] }],
    });

    await synced();
    const other = newId();
    await api.addNumber({ waba_id: other });
    await api.db
      .updateTable('wabas')
      .set({ templates_synced_at: new Date(api.clock.at) })
      .where('waba_id', '=', other)
      .execute();
    const { body } = await api.call('GET', '/v1/template-bindings/invitation');
    expect(body.wabas).toEqual([
      { waba_id: waba, ok: true, problems: [] },
      {
        waba_id: other,
        ok: false,
        problems: [
          {
            code: 'template_missing',
            parameter: null,
            message: 'There is no template "hina_invitation" in this account.',
          },
        ],
      },
    ]);
  });

  test('that does not fit is stored, with every reason', async () => {
    await synced();
    const { status, body } = await put('short', { name: 'hina_invitation', language: 'he' });
    expect(status).toBe(200);
    const [{ ok, problems }] = body.wabas.filter(
      (one: { waba_id: string }) => one.waba_id === waba,
    );
    expect(ok).toBe(false);
    expect(problems.map(({ message }: { message: string }) => message)).toEqual([
      'The header of the template is an image, and none is given.',
      'The body "שלום {{1}}, הוזמנתם לחינה!" has 1 variable, and no values are given.',
      'The button "לאישור הגעה" opens "https://example.com/rsvp/{{1}}", and no value for {{1}} is given.',
    ]);
  });

  test('names variables in the order in which they were given', async () => {
    const named = { name: 'order_update', language: 'en_US', body: { item: 'b', first_name: 'a' } };
    expect(Object.entries((await put('named', named)).body.body)).toEqual([
      ['item', 'b'],
      ['first_name', 'a'],
    ]);
  });

  test.each([
    ['an unknown field', { ...binding, colour: 'red' }, '/colour'],
    [
      'an unknown type of header',
      { ...binding, header: { type: 'LOCATION', param: 'a' } },
      '/header/type',
    ],
    [
      'a button twice',
      { ...binding, buttons: [...binding.buttons, ...binding.buttons] },
      '/buttons',
    ],
    ['no name', { language: 'he' }, '/name'],
  ])('is refused with %s', async (_, json, pointer) => {
    const { status, body } = await put('wrong', json);
    expect(status).toBe(422);
    expect(body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  });

  test('is written by an admin and read by a reader, and belongs to one account', async () => {
    await put('mine', binding);
    const account = await api.addAccount();
    const theirs = await api.addKey(account, ['read', 'operate', 'send', 'admin']);
    expect((await api.call('GET', '/v1/template-bindings/mine', { key: theirs })).status).toBe(404);
    expect((await api.call('DELETE', '/v1/template-bindings/mine', { key: theirs })).status).toBe(
      404,
    );
    expect((await put('mine', { ...binding, language: 'en' }, { key: theirs })).body.wabas).toEqual(
      [],
    );
    expect((await api.call('GET', '/v1/template-bindings/mine')).body.language).toBe('he');
    expect(
      (await api.call('GET', '/v1/template-bindings', { key: theirs })).body.data,
    ).toHaveLength(1);

    const reader = await api.addKey('1', ['read']);
    expect((await put('mine', binding, { key: reader })).status).toBe(403);
    expect((await api.call('GET', '/v1/template-bindings/mine', { key: reader })).status).toBe(200);
  });

  test('is listed by key, and gone once it is deleted; both are audited', async () => {
    for (const key of ['z1', 'z2', 'z3']) await put(key, binding);
    const all = await api.call('GET', '/v1/template-bindings?limit=200');
    const keys = all.body.data.map(({ key }: { key: string }) => key);
    expect(keys).toEqual(keys.toSorted());

    const first = await api.call('GET', `/v1/template-bindings?limit=${keys.length - 1}`);
    expect(first.body.has_more).toBe(true);
    const rest = await api.call('GET', `/v1/template-bindings?after=${first.body.next}`);
    expect(rest.body.data.map(({ key }: { key: string }) => key)).toEqual(['z3']);

    expect((await api.call('DELETE', '/v1/template-bindings/z3')).body.key).toBe('z3');
    expect((await api.call('DELETE', '/v1/template-bindings/z3')).status).toBe(404);
    const audit = await api.db
      .selectFrom('audit_log')
      .select('action')
      .where('subject', '=', 'template-binding/z3')
      .orderBy('id')
      .execute();
    expect(audit.map(({ action }) => action)).toEqual([
      'template_binding.put',
      'template_binding.delete',
    ]);
  });
});

describe('the templates of a WhatsApp account', () => {
  const list = (query = '', key?: string) =>
    api.call('GET', `/v1/wabas/${waba}/templates${query}`, key === undefined ? {} : { key });

  test('are listed by name, filtered and in pages, with how they were read', async () => {
    await synced();
    const { status, body } = await list();
    expect(status).toBe(200);
    expect(body.data).toMatchObject([
      {
        name: 'hina_invitation',
        language: 'he',
        status: 'APPROVED',
        components: invitation.components,
      },
      { name: 'order_update', language: 'en_US' },
    ]);
    expect(body.sync).toEqual({
      waba_id: waba,
      attempted_at: '2026-11-20T12:00:00.000Z',
      synced_at: '2026-11-20T12:00:00.000Z',
      error: null,
    });
    expect((await list('?status=PAUSED,REJECTED')).body.data).toEqual([]);
    expect((await list('?language=he,en&category=MARKETING')).body.data).toHaveLength(1);
    const first = await list('?limit=1');
    expect((await list(`?after=${first.body.next}`)).body.data).toMatchObject([
      { name: 'order_update' },
    ]);
    expect((await list('?colour=red')).status).toBe(422);
  });

  test('are read again on request: one row for the worker, however many ask', async () => {
    await synced();
    const sync = () => api.call('POST', `/v1/wabas/${waba}/templates/sync`);
    expect(await sync()).toMatchObject({ status: 202, body: { waba_id: waba, error: null } });
    expect((await sync()).status).toBe(202);
    expect(await api.db.selectFrom('template_syncs').selectAll().execute()).toMatchObject([
      { waba_id: waba, reason: 'requested' },
    ]);
    expect((await api.call('POST', `/v1/wabas/${newId()}/templates/sync`)).status).toBe(404);
  });

  test('are those of the account that asks', async () => {
    await synced();
    const account = await api.addAccount();
    const key = await api.addKey(account, ['read', 'operate', 'admin']);
    expect((await list('', key)).status).toBe(404);
    expect((await api.call('POST', `/v1/wabas/${waba}/templates/sync`, { key })).status).toBe(404);
    // The same WABA claimed by another account shows nothing that its own token did not read.
    await api.addNumber({ waba_id: waba }, { key });
    expect((await list('', key)).body).toMatchObject({ data: [], sync: { synced_at: null } });
  });
});

describe('a diagnosis', () => {
  test('is there for every code, with what is told from it', async () => {
    const { body } = await api.call('GET', '/v1/diagnoses/131031');
    expect(body).toMatchObject({
      code: 131031,
      known: true,
      retry: 'no',
      whose_move: 'customer',
      variants: [],
    });
    expect(body.meaning).toContain('does not say that the recipient blocked you');

    const certificate = (await api.call('GET', '/v1/diagnoses/100/2388001')).body;
    expect(
      certificate.variants.map((one: { text_includes: string[] }) => one.text_includes[0]),
    ).toEqual(['display name', 'existing WhatsApp account', 'two-step', 'ownership']);
    expect((await api.call('GET', '/v1/diagnoses/190')).body.variants).toHaveLength(7);
  });

  test('says that a code is unknown', async () => {
    const { status, body } = await api.call('GET', '/v1/diagnoses/987654');
    expect(status).toBe(200);
    expect(body).toMatchObject({ known: false, meaning: expect.stringContaining('not known') });
    expect((await api.call('GET', '/v1/diagnoses/many')).status).toBe(422);
  });

  test('is listed with all others', async () => {
    const { body } = await api.call('GET', '/v1/diagnoses');
    expect(body.data.length).toBeGreaterThan(150);
    expect(body.data).toContainEqual(
      expect.objectContaining({ code: 132015, codes: [132015, 132015], retry_after_s: 10_800 }),
    );
  });

  test('stands beside what Meta refused: in health, timeline and the last attempt', async () => {
    const id = await api.addNumber();
    const health = [
      {
        type: 'WABA',
        canSend: 'BLOCKED',
        errors: [{ code: 141006, description: 'There is an error.', solution: null }],
        notes: [],
      },
    ];
    await api.setNumber(id, { node: { canSend: 'BLOCKED', health } });
    const number = (await api.call('GET', `/v1/numbers/${id}`)).body;
    expect(number.health.can_send.entities[0].errors[0].diagnosis).toMatchObject({
      code: 141006,
      fix: 'Add a payment method in WhatsApp Manager.',
    });

    const row = await api.db
      .selectFrom('numbers')
      .select(['id', 'explanation'])
      .where('phone_number_id', '=', id)
      .executeTakeFirstOrThrow();
    const refused = {
      at: '2026-11-20T11:00:00.000Z',
      outcome: 'refused',
      code: 133005,
      subcode: null,
      title: null,
      message: 'PIN Mismatch',
      fbtrace_id: 'A1',
    };
    const registration = { ...row.explanation.registration, last_attempt: refused };
    await api.db
      .updateTable('numbers')
      .set({ explanation: JSON.stringify({ ...row.explanation, registration }) })
      .where('id', '=', row.id)
      .execute();
    await api.db
      .insertInto('timeline')
      .values({
        number_id: row.id,
        at: new Date(api.clock.at),
        kind: 'register',
        sentence: 'Meta refused.',
        facts: JSON.stringify(refused),
      })
      .execute();
    const shown = (await api.call('GET', `/v1/numbers/${id}`)).body;
    expect(shown.onboarding.registration.last_attempt.diagnosis.meaning).toBe(
      'The two-step PIN does not match.',
    );
    const timeline = (await api.call('GET', `/v1/numbers/${id}/timeline`)).body.data;
    expect(
      timeline.map((one: { diagnosis: { code: number } | null }) => one.diagnosis?.code ?? null),
    ).toEqual([133005, null]);
  });
});
