import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createActivities, type Activities } from '../../../src/activities/index.js';
import { createGraphClient } from '../../../src/graph/client.js';
import { HOUR, MINUTE } from '../../../src/onboarding/duration.js';
import { openDatabase, type Database } from '../../../src/store/database.js';
import { requestTemplateSyncs } from '../../../src/store/template-syncs.js';
import { findTemplate, listTemplates, templateSyncState } from '../../../src/store/templates.js';
import {
  addConnectedNumber,
  TEST_TOKEN,
  TEST_WABA,
  testVault,
} from '../../support/connected-number.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { deliver, drainAll, envelope } from '../../support/drain.js';
import { startMeta, type Meta } from '../../support/meta.js';
import { invitation } from '../../messaging/definitions.js';

/** Templates are read with the account's own token, stored set-based, and compared with what bindings need. */
let database: TestDatabase;
let db: Database;
let meta: Meta;
let activities: Activities;
const vault = testVault();
const PHONE = '106540352253001';
const WABA = { accountId: '1', wabaId: TEST_WABA };
const CONTROL = `/wabas/${TEST_WABA}/templates/hina_invitation/he`;
let at = Date.parse('2026-11-20T12:00:00Z');

beforeAll(async () => {
  [database, meta] = await Promise.all([createTestDatabase(), startMeta()]);
  db = openDatabase(database.url);
  activities = createActivities({
    db,
    vault,
    graph: createGraphClient({ baseUrl: meta.url, version: 'v24.0', retryDelaysMs: [1, 1] }),
    settings: { appId: null, appToken: null, publicUrl: 'http://127.0.0.1:9', pace: 1 },
    jitter: () => 0,
    crashPoint: () => {},
  });
  await meta.put(`/wabas/${TEST_WABA}`, { token: TEST_TOKEN });
  await meta.put(`/numbers/${PHONE}`, { waba_id: TEST_WABA, scenario: 'straight_through' });
  await addConnectedNumber({ db, vault }, { phoneNumberId: PHONE });
});
beforeEach(async () => {
  for (const table of [
    'templates',
    'template_bindings',
    'template_syncs',
    'timeline',
    'events',
  ] as const)
    await db.deleteFrom(table).execute();
  await db
    .updateTable('wabas')
    .set({ templates_attempted_at: null, templates_synced_at: null, templates_error: null })
    .execute();
  const { name, language, category, components } = invitation;
  await meta.put(`/wabas/${TEST_WABA}`, {
    templates: [
      { name, language, category, components },
      { name: 'hello_world', language: 'en_US' },
    ],
  });
});
afterAll(async () => {
  await db.destroy();
  await Promise.all([database.drop(), meta.close()]);
});

const sync = async (): Promise<void> => {
  at += MINUTE;
  await new MockActivityEnvironment().run(activities.syncTemplates, { wabaId: TEST_WABA, at });
};

const bind = (key: string, more: Record<string, unknown> = {}) =>
  db
    .insertInto('template_bindings')
    .values({
      account_id: '1',
      key,
      name: 'hina_invitation',
      language: 'he',
      header: JSON.stringify({ type: 'IMAGE', param: 'image' }),
      body: JSON.stringify(['contact_name']),
      buttons: JSON.stringify([{ type: 'URL', index: 1, param: 'event_id' }]),
      created_at: new Date(at),
      updated_at: new Date(at),
      ...more,
    })
    .execute();

const told = async () => {
  const rows = await db.selectFrom('timeline').select(['kind', 'sentence']).orderBy('id').execute();
  return rows.map(({ kind, sentence }) => [kind, sentence]);
};

describe('a synchronization', () => {
  test('pages through all templates and keeps what Meta says of each', async () => {
    const many = Array.from({ length: 230 }, (_, n) => ({ name: `t_${n}`, language: 'en' }));
    await meta.put(`/wabas/${TEST_WABA}`, { templates: many });
    await sync();
    expect(await listTemplates(db, WABA)).toHaveLength(230);
    expect(await templateSyncState(db, WABA)).toMatchObject({
      templates_attempted_at: new Date(at),
      templates_synced_at: new Date(at),
      templates_error: null,
    });
  });

  test('stores new and changed templates and marks those that are gone', async () => {
    await sync();
    const first = at;
    expect(await findTemplate(db, WABA, 'hina_invitation', 'he')).toMatchObject({
      status: 'APPROVED',
      category: 'MARKETING',
      parameterFormat: 'POSITIONAL',
      components: invitation.components,
    });

    await meta.post(CONTROL, { quality: 'YELLOW' });
    await sync();
    const [same, changed] = await listTemplates(db, WABA);
    expect(same).toMatchObject({ changed_at: new Date(first), synced_at: new Date(at) });
    expect(changed).toMatchObject({ quality: 'YELLOW', changed_at: new Date(at) });

    await meta.put(`/wabas/${TEST_WABA}`, {
      templates: [{ name: 'hello_world', language: 'en_US' }],
    });
    await sync();
    expect(await findTemplate(db, WABA, 'hina_invitation', 'he')).toBeUndefined();
    expect(await listTemplates(db, WABA, { withGone: true })).toMatchObject([
      { name: 'hello_world', gone_at: null },
      { name: 'hina_invitation', gone_at: new Date(at) },
    ]);
  });

  test('keeps what was known when Meta refuses, says why, and tries again where that helps', async () => {
    await sync();
    await meta.post('/faults', {
      match: { path: 'message_templates' },
      times: 1,
      effect: { status: 400, code: 200, message: '(#200) Permission error' },
    });
    await sync();
    expect(await listTemplates(db, WABA)).toHaveLength(2);
    expect(await templateSyncState(db, WABA)).toMatchObject({
      templates_attempted_at: new Date(at),
      templates_synced_at: new Date(at - MINUTE),
      templates_error: 'Meta refused: (#200) Permission error (200)',
    });
    expect(await db.selectFrom('template_syncs').selectAll().execute()).toEqual([]);

    await meta.post('/faults', {
      match: { path: 'message_templates' },
      times: 1,
      effect: { status: 400, code: 80008, message: '(#80008) There have been too many calls' },
    });
    await sync();
    const [again] = await db.selectFrom('template_syncs').selectAll().execute();
    expect(again).toMatchObject({ waba_id: TEST_WABA, reason: 'could_not_read' });
    expect(again!.not_before.getTime() - at).toBeGreaterThanOrEqual(HOUR);
  });

  test("never shows an account what another account's token read", async () => {
    const { id: other } = await db
      .insertInto('accounts')
      .values({ name: 'Another', created_at: new Date(at) })
      .returning('id')
      .executeTakeFirstOrThrow();
    // The same WABA, claimed with a token that Meta does not accept for it.
    const token = { id: '6b0f1d9e-0000-4000-8000-000000000001', account_id: other };
    await db
      .insertInto('tokens')
      .values({
        ...token,
        encrypted_token: vault.encrypt('EAAof-somebody-else', `tokens/encrypted_token/${token.id}`),
        equality_hmac: 'other',
        last4: 'else',
        created_at: new Date(at),
      })
      .execute();
    await db
      .insertInto('wabas')
      .values({
        account_id: other,
        waba_id: TEST_WABA,
        token_id: token.id,
        token_changed_at: new Date(at),
        created_at: new Date(at),
      })
      .execute();
    await sync();
    expect(await listTemplates(db, WABA)).toHaveLength(2);
    const theirs = { accountId: other, wabaId: TEST_WABA };
    expect(await listTemplates(db, theirs)).toEqual([]);
    expect((await templateSyncState(db, theirs))?.templates_error).toContain('Meta refused');
    await db.deleteFrom('wabas').where('account_id', '=', other).execute();
  });
});

describe('a change at Meta', () => {
  test('that breaks a binding is told once to the numbers and to the account, and so is its end', async () => {
    await bind('invitation');
    await bind('elsewhere', { name: 'of_another_account' });
    await sync();
    expect(await told()).toEqual([]);

    await meta.post(CONTROL, { status: 'PAUSED', webhook: false });
    await sync();
    await sync();
    expect(await told()).toEqual([
      [
        'template_binding_broken',
        'The template key "invitation" can no longer be sent: The template "hina_invitation" (he) is paused: Meta sends it again when the pause is over.',
      ],
    ]);
    const [event] = await db.selectFrom('events').selectAll().execute();
    expect(event).toMatchObject({
      type: 'template.updated',
      account_id: '1',
      number_id: null,
      data: {
        waba: { id: TEST_WABA },
        change: {
          kind: 'template_binding_broken',
          facts: {
            binding: 'invitation',
            template: 'hina_invitation',
            problems: [{ code: 'paused' }],
          },
        },
      },
    });

    await meta.post(CONTROL, { status: 'APPROVED', webhook: false });
    await sync();
    expect((await told()).at(-1)).toEqual([
      'template_binding_mended',
      'The template key "invitation" can be sent again: the template "hina_invitation" (he) fits it. Its status is APPROVED now (before: PAUSED).',
    ]);
  });

  test('of the parameters, the category, or the end of a template is told too', async () => {
    await bind('invitation');
    await sync();
    await meta.post(CONTROL, { category: 'UTILITY', webhook: false });
    await sync();
    const body = { type: 'BODY', text: 'שלום {{1}}, {{2}}!' };
    const components = invitation.components.map((one) => (one.type === 'BODY' ? body : one));
    await meta.post(CONTROL, { components, webhook: false });
    await sync();
    await meta.put(`/wabas/${TEST_WABA}`, { templates: [] });
    await sync();
    expect(await told()).toEqual([
      [
        'template_binding_changed',
        'Something about the template "hina_invitation" (he) of the key "invitation" changed. Its category is UTILITY now (before: MARKETING).',
      ],
      [
        'template_binding_broken',
        'The template key "invitation" can no longer be sent: The body "שלום {{1}}, {{2}}!" has 2 variables, and 1 value is given.',
      ],
      [
        'template_binding_changed',
        'Something about the template "hina_invitation" (he) of the key "invitation" changed. Meta no longer lists it.',
      ],
    ]);
  });
});

describe('a synchronization is asked for', () => {
  const asked = () => db.selectFrom('template_syncs').selectAll().execute();

  test('when a number is first read, and again only for another token', async () => {
    const turn = (turnNo: number) =>
      new MockActivityEnvironment().run(activities.turn, {
        phoneNumberId: PHONE,
        at,
        wokenBy: ['started'],
        turnNo,
        runStartedAt: 1,
      });
    await turn(1);
    expect(await asked()).toMatchObject([{ waba_id: TEST_WABA, reason: 'connected' }]);

    await db.deleteFrom('template_syncs').execute();
    at = Date.now() + MINUTE;
    await sync();
    await turn(2);
    expect(await asked()).toEqual([]);
    await db
      .updateTable('wabas')
      .set({ token_changed_at: new Date(at + MINUTE) })
      .execute();
    await turn(3);
    expect(await asked()).toHaveLength(1);
    await db
      .updateTable('wabas')
      .set({ token_changed_at: new Date(0) })
      .execute();
  });

  test('by a webhook about a template, not oftener than every ten seconds', async () => {
    await sync();
    const value = {
      event: 'PAUSED',
      message_template_id: 594425479261596,
      message_template_name: 'hina_invitation',
      message_template_language: 'he',
      reason: 'NONE',
    };
    await deliver(db, [
      envelope(TEST_WABA, 'message_template_status_update', value, 1_751_247_548),
    ]);
    await drainAll(db, { now: () => at });
    expect(await asked()).toMatchObject([
      { waba_id: TEST_WABA, not_before: new Date(at + 10_000) },
    ]);
  });

  test('once for many requests, and a day after the last', async () => {
    await sync();
    const request = () =>
      requestTemplateSyncs(db, [TEST_WABA, '999'], { reason: 'meta_132001', at: at + MINUTE });
    await Promise.all([request(), request(), request()]);
    expect(await asked()).toMatchObject([{ waba_id: TEST_WABA, version: '3' }]);

    await db.deleteFrom('template_syncs').execute();
    await activities.requestStaleTemplateSyncs({ at: at + 22 * HOUR });
    expect(await asked()).toEqual([]);
    await activities.requestStaleTemplateSyncs({ at: at + 24 * HOUR });
    expect(await asked()).toMatchObject([{ waba_id: TEST_WABA, reason: 'daily' }]);
  });
});
