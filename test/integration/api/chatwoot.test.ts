import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Refusal } from '../../../src/onboarding/observation.js';
import { storeTemplates } from '../../../src/store/templates.js';
import { newId, startHarness, type Harness } from './harness.js';
import { waitUntil } from '../../support/wait-until.js';

let api: Harness;
/** Long enough for a look that the test answers, and not to be waited for where nobody does. */
let patient: Harness;
beforeAll(async () => {
  api = await startHarness();
  patient = await startHarness({ waitMs: 4_000 });
});
afterAll(async () => {
  await api.close();
  await patient.close();
});

type NumberValues = Parameters<Harness['setNumber']>[1];

const NODE = {
  displayPhoneNumber: '+1 555-000-1111',
  verifiedName: 'Example Store',
  nameStatus: 'APPROVED',
  qualityRating: 'GREEN',
  messagingLimit: 'TIER_250',
  status: 'CONNECTED',
  accountMode: 'LIVE',
  codeVerification: 'VERIFIED',
  throughputLevel: 'STANDARD',
  lastOnboardedAt: '2026-07-01T08:30:00+0000',
  isOnBizApp: true,
  platformType: 'CLOUD_API',
};

/** A live number with its inbox; where its health is. */
async function addInbox(on: Harness, { node = {}, call = {} as { key?: string } } = {}) {
  const waba_id = newId();
  const id = await on.addNumber({ waba_id }, call);
  const url = `https://onboard.example/webhooks/whatsapp/${id}`;
  await on.setNumber(id, {
    node: {
      ...NODE,
      callbacks: { read: true, phoneNumber: url, waba: null, application: null },
      ...node,
    },
  });
  const { inbox_id: inboxId, account_id: accountId } = await on.db
    .selectFrom('numbers')
    .select(['inbox_id', 'account_id'])
    .where('phone_number_id', '=', id)
    .executeTakeFirstOrThrow();
  return { id, waba_id, url, inbox: `/api/v1/accounts/${accountId}/inboxes/${inboxId}` };
}
const setWaba = (on: Harness, waba_id: string) =>
  on.db
    .updateTable('wabas')
    .set({
      facts: JSON.stringify({
        name: 'Example WABA',
        portfolioId: '9876',
        portfolioName: 'Example Portfolio',
        reviewStatus: 'APPROVED',
        canSend: 'AVAILABLE',
        listedNumbers: null,
      }),
    })
    .where('waba_id', '=', waba_id)
    .execute();
const refused = (more: Partial<Refusal>): Refusal => ({
  class: 'token',
  code: 190,
  subcode: 464,
  title: null,
  message: 'The session is invalid.',
  details: null,
  fbtraceId: 'A1',
  retryAfterMs: null,
  ...more,
});
async function refuse(on: Harness, id: string, refusal: Refusal, withNode = true): Promise<void> {
  const at = on.clock.at;
  await on.db
    .updateTable('numbers')
    .set({
      node_error: JSON.stringify({ at, message: refusal.message, refusal }),
      ...(withNode ? {} : { node: null, node_read_at: null }),
    })
    .where('phone_number_id', '=', id)
    .execute();
}

/** Waits until so many connections to the database are as the condition says. */
const backends = (on: Harness, condition: string, count: number) =>
  waitUntil(
    async () => {
      const { rows } = await sql<{ count: number }>`
        select count(*)::int as count from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and ${sql.raw(condition)}`.execute(
        on.db,
      );
      return rows[0]?.count === count;
    },
    { timeoutMs: 20_000, describe: `${count} connections with ${condition}` },
  );

describe('GET …/health (facts/chatwoot-contract.md §1.11)', () => {
  test('is the flat object of the contract, ours under one key', async () => {
    const { id, waba_id, url, inbox } = await addInbox(api);
    await setWaba(api, waba_id);

    const { status, body } = await api.call('GET', `${inbox}/health`);

    expect(status).toBe(200);
    const { onboard_number: ours, ...theirs } = body;
    expect(theirs).toEqual({
      id,
      display_phone_number: '+1 555-000-1111',
      verified_name: 'Example Store',
      name_status: 'APPROVED',
      quality_rating: 'GREEN',
      messaging_limit_tier: 'TIER_250',
      status: 'CONNECTED',
      account_mode: 'LIVE',
      code_verification_status: 'VERIFIED',
      webhook_configuration: { phone_number: url },
      expected_webhook_url: url,
      throughput: { level: 'STANDARD' },
      throughput_level: 'STANDARD',
      last_onboarded_time: '2026-07-01T08:30:00+0000',
      is_on_biz_app: true,
      platform_type: 'CLOUD_API',
      business_id: waba_id,
      business_account_id: waba_id,
      business_account_name: 'Example WABA',
      business_portfolio_id: '9876',
      business_portfolio_name: 'Example Portfolio',
      health_checked_at: '2026-11-20T12:00:00.000Z',
      business_profile: null,
    });
    expect(Object.keys(ours)).toEqual(['stage', 'onboarding', 'verdict', 'freshness']);
  });

  test('says null where nothing is set, and leaves the account out while it could not be read', async () => {
    const { waba_id, url, inbox } = await addInbox(api, {
      node: {
        throughputLevel: null,
        callbacks: { read: true, phoneNumber: null, waba: null, application: null },
      },
    });

    const { body } = await api.call('GET', `${inbox}/health`);

    expect(body).toMatchObject({
      webhook_configuration: null,
      expected_webhook_url: url,
      throughput: null,
      throughput_level: null,
      business_id: waba_id,
    });
    for (const key of ['id', 'name']) {
      expect(body).not.toHaveProperty(`business_account_${key}`);
      expect(body).not.toHaveProperty(`business_portfolio_${key}`);
    }
  });

  test('a right callback that Meta spells differently is no mismatch', async () => {
    const spelt = (url: string) => url.replace('onboard.example', 'ONBOARD.example');
    const { id, url, inbox } = await addInbox(api);
    const callbacks = { read: true, phoneNumber: spelt(url), waba: null, application: null };
    await api.setNumber(id, { node: { ...NODE, callbacks } });

    const { body } = await api.call('GET', `${inbox}/health`);

    expect(body.expected_webhook_url).toBe(body.webhook_configuration.phone_number);
  });

  test.each([
    [
      refused({}),
      {
        type: 'authorization',
        message: 'The session is invalid.',
        http_status: 401,
        code: 190,
        subcode: 464,
      },
    ],
    [
      refused({ class: 'permission', code: 200, subcode: null, message: 'No permission.' }),
      { type: 'api', message: 'No permission.', http_status: 400, code: 200 },
    ],
  ])('Meta’s no is 422 with its words (%#)', async (refusal, error) => {
    const { id, inbox } = await addInbox(api);
    await refuse(api, id, refusal);

    const { status, body } = await api.call('GET', `${inbox}/health`);

    expect([status, body]).toEqual([422, { error }]);
  });

  test('what passes is bridged by what was read last, else it is 422', async () => {
    const throttled = refused({ class: 'throttled', code: 80008, subcode: null, message: 'Wait.' });
    const { id, inbox } = await addInbox(api);
    await refuse(api, id, throttled);
    const bridged = await api.call('GET', `${inbox}/health`);
    await refuse(api, id, throttled, false);
    const unknown = await api.call('GET', `${inbox}/health`);

    expect([bridged.status, bridged.body.status]).toEqual([200, 'CONNECTED']);
    expect(bridged.body.onboard_number.freshness.error.message).toBe('Wait.');
    const error = { type: 'api', message: 'Wait.', http_status: 400, code: 80008 };
    expect([unknown.status, unknown.body]).toEqual([422, { error }]);
  });

  test('Meta is asked, once for all who ask at the same time, however young the last look is', async () => {
    const key = await patient.addKey('1', ['read']);
    const { id, waba_id, inbox } = await addInbox(patient);
    const hold = await patient.db.startTransaction().execute();
    await hold
      .selectFrom('numbers')
      .select('id')
      .where('phone_number_id', '=', id)
      .forUpdate()
      .execute();
    const asked = Promise.all([1, 2].map(() => patient.call('GET', `${inbox}/health`, { key })));
    await backends(patient, "wait_event_type = 'Lock'", 2);
    await hold.commit().execute();
    // Both have asked by now, and neither is answered.
    await backends(patient, 'xact_start is not null', 0);
    await patient.setNumber(id, { node: { ...NODE, status: 'RESTRICTED' } });
    await patient.answerIntent('check', { state: 'done', code: null, message: 'Asked.' });
    const answers = await asked;

    expect(answers.map(({ status, body }) => [status, body.status])).toEqual([
      [200, 'RESTRICTED'],
      [200, 'RESTRICTED'],
    ]);
    const looks = await patient.db.selectFrom('intents').selectAll().execute();
    expect(looks).toHaveLength(1);

    // Only where Meta's call budget is short the next page is served without another call.
    await patient.db
      .updateTable('wabas')
      .set({ usage_percent: 85 })
      .where('waba_id', '=', waba_id)
      .execute();
    await patient.call('GET', `${inbox}/health`, { key });
    expect(await patient.db.selectFrom('intents').selectAll().execute()).toHaveLength(1);
  });

  test('while nobody looks, what is stored is shown', async () => {
    const { inbox } = await addInbox(api);
    api.clock.at += 31_000;

    const { status, body } = await api.call('GET', `${inbox}/health`);

    expect([status, body.status]).toEqual([200, 'CONNECTED']);
    expect(body.health_checked_at).toBe(new Date(api.clock.at - 31_000).toISOString());
  });
});

describe('POST …/register_webhook', () => {
  const register = (inbox: string, key?: string) =>
    patient.call('POST', `${inbox}/register_webhook`, key === undefined ? {} : { key });

  test('repairs, and says so in the contract’s words', async () => {
    const { inbox } = await addInbox(patient);

    const asked = register(inbox);
    await patient.answerIntent('repair_webhooks', { state: 'done', code: null, message: 'Set.' });

    const { status, body } = await asked;
    expect([status, body]).toEqual([200, { message: 'Webhook registered successfully' }]);
  });

  test('asked for and refused by Meta is no success, whatever the intent says', async () => {
    const { id, inbox } = await addInbox(patient);
    const write = { failures: 1, lastAt: 1, outcome: 'refused', accepted: [] } as const;
    const refusal = refused({ class: 'permission', code: 200, message: '(#200) No permission.' });
    const notMet = {
      type: 'webhooks_effective',
      status: 'not_met',
      reason: 'subscribe_refused',
      message: 'Meta refuses to subscribe.',
      since: '2026-11-20T12:00:00.000Z',
      read_at: null,
    } as const;
    const attempts: [NumberValues, string][] = [
      [
        { memory: { subscribe: { ...write, refusal } }, conditions: [notMet] },
        '(#200) No permission.',
      ],
      [{ memory: {}, conditions: [notMet] }, 'Meta refuses to subscribe.'],
      [
        {
          memory: { override: { ...write, refusal } },
          conditions: [],
          node: {
            ...NODE,
            callbacks: {
              read: true,
              phoneNumber: 'https://x.example',
              waba: null,
              application: null,
            },
          },
        },
        '(#200) No permission.',
      ],
    ];
    for (const [values, sentence] of attempts) {
      const asked = register(inbox);
      await patient.setNumber(id, values);
      await patient.answerIntent('repair_webhooks', { state: 'done', code: null, message: 'Set.' });
      const { status, body } = await asked;
      expect([status, body]).toEqual([422, { error: `Webhook setup failed: ${sentence}` }]);
    }
  });

  test('a failure is a sentence with Meta’s words', async () => {
    const { inbox } = await addInbox(patient);

    const asked = register(inbox);
    await patient.answerIntent('repair_webhooks', {
      state: 'refused',
      code: 'callback_unreachable',
      message: 'Not possible now.',
      refusal: refused({ class: 'callback_unverified', code: 2200, message: 'HTTP 403' }),
    });

    const { status, body } = await asked;
    expect([status, body]).toEqual([422, { error: 'Webhook setup failed: HTTP 403' }]);
  });

  test('what nobody got to is no success', async () => {
    const { inbox } = await addInbox(api);

    const { status, body } = await api.call('POST', `${inbox}/register_webhook`);

    expect(status).toBe(422);
    expect(body.error).toContain('Webhook setup failed: ');
  });
});

describe('templates (facts/chatwoot-contract.md §1.9)', () => {
  const HELLO = {
    template_id: '594425479261596',
    name: 'hello_world',
    language: 'en_US',
    status: 'APPROVED',
    category: 'UTILITY',
    previous_category: null,
    correct_category: null,
    quality: 'GREEN',
    parameter_format: 'POSITIONAL',
    rejected_reason: 'NONE',
    components: [{ type: 'BODY', text: 'Hello' }],
  };

  test('are listed as Meta lists them, all or of one name', async () => {
    const { waba_id: wabaId, inbox } = await addInbox(api);
    const listed = JSON.stringify([HELLO, { ...HELLO, template_id: '2', name: 'other' }]);
    await storeTemplates(api.db, { accountId: '1', wabaId }, listed, api.clock.at);
    await api.db
      .updateTable('wabas')
      .set({ templates_attempted_at: new Date(api.clock.at) })
      .where('waba_id', '=', wabaId)
      .execute();

    const all = await api.call('GET', `${inbox}/message_templates`);
    const named = await api.call('GET', `${inbox}/message_templates?name=hello_world`);

    expect(all.body.payload.map(({ name }: { name: string }) => name)).toEqual([
      'hello_world',
      'other',
    ]);
    expect([named.status, named.body]).toEqual([
      200,
      {
        payload: [
          {
            id: '594425479261596',
            name: 'hello_world',
            language: 'en_US',
            status: 'APPROVED',
            category: 'UTILITY',
            parameter_format: 'POSITIONAL',
            rejected_reason: 'NONE',
            quality_score: { score: 'GREEN' },
            components: [{ type: 'BODY', text: 'Hello' }],
          },
        ],
        meta: { last_sync_attempt_at: new Date(api.clock.at).toISOString() },
      },
    ]);
  });

  test('a sync is asked for by whoever may operate, and by nobody else', async () => {
    const { waba_id, inbox } = await addInbox(api);
    const asked = () =>
      api.db.selectFrom('template_syncs').where('waba_id', '=', waba_id).select('reason').execute();
    await api.db.deleteFrom('template_syncs').execute();
    const key = await api.addKey('1', ['read']);

    const refused = await api.call('POST', `${inbox}/sync_templates`, { key });
    expect([refused.status, await asked()]).toEqual([401, []]);

    const { status, body } = await api.call('POST', `${inbox}/sync_templates`);
    expect([status, body]).toEqual([200, { message: 'Template sync initiated successfully' }]);
    expect(await asked()).toEqual([{ reason: 'requested' }]);
    const unread = await api.call('GET', `${inbox}/message_templates`);
    expect(unread.body).toEqual({ payload: [], meta: { last_sync_attempt_at: null } });
  });
});

describe('who asks', () => {
  const UNKNOWN = { errors: ['You need to sign in or sign up before continuing.'] };
  const FORBIDDEN = { error: 'You are not authorized to do this action' };
  const MISSING = { error: 'Resource could not be found' };

  test('a key comes as api_access_token or as a Bearer; without one it is 401', async () => {
    const { inbox } = await addInbox(api);
    const key = await api.addKey('1', ['read']);

    const asChatwoot = await api.call('GET', `${inbox}/health`, {
      key: null,
      headers: { api_access_token: key },
    });
    const asBearer = await api.call('GET', `${inbox}/health`, { key });
    const without = await api.call('GET', `${inbox}/health`, { key: null });
    const wrong = await api.call('GET', `${inbox}/health`, { key: 'on_live_nobody' });

    expect([asChatwoot.status, asBearer.status]).toEqual([200, 200]);
    expect([without.status, without.body]).toEqual([401, UNKNOWN]);
    expect([wrong.status, wrong.body]).toEqual([401, UNKNOWN]);
  });

  test('an agent’s key (read) sees health and registers nothing', async () => {
    const { inbox } = await addInbox(api);
    const key = await api.addKey('1', ['read']);
    const before = await api.counts();

    const { status, body } = await api.call('POST', `${inbox}/register_webhook`, { key });
    const blind = await api.call('GET', `${inbox}/health`, {
      key: await api.addKey('1', ['send']),
    });

    expect([status, body]).toEqual([401, FORBIDDEN]);
    expect([blind.status, blind.body]).toEqual([401, FORBIDDEN]);
    expect(await api.counts()).toEqual(before);
  });

  test('another account, its inbox, a missing and a released one are all 404', async () => {
    const other = await api.addAccount();
    const key = await api.addKey(other, ['read', 'operate', 'admin']);
    const { inbox } = await addInbox(api);
    const inboxId = inbox.split('/').at(-1);
    const gone = await addInbox(api);
    await api.setNumber(gone.id, { released_at: new Date(api.clock.at) });
    const before = await api.counts();

    for (const [method, path] of [
      ['GET', `${inbox}/health`],
      ['GET', `/api/v1/accounts/${other}/inboxes/${inboxId}/health`],
      ['POST', `/api/v1/accounts/${other}/inboxes/${inboxId}/register_webhook`],
      ['POST', `/api/v1/accounts/${other}/inboxes/${inboxId}/sync_templates`],
      ['GET', `/api/v1/accounts/${other}/inboxes/${inboxId}/message_templates`],
      ['GET', `/api/v1/accounts/${other}/inboxes/0/health`],
      ['GET', `/api/v1/accounts/${other}/inboxes/nobody/health`],
      ['GET', '/api/v1/accounts/nobody/inboxes/1/health'],
      ['GET', `/api/v1/accounts/${other}/nothing`],
    ] as const) {
      const { status, body } = await api.call(method, path, { key });
      expect([path, status, body]).toEqual([path, 404, MISSING]);
    }
    expect((await api.call('GET', `${gone.inbox}/health`)).status).toBe(404);
    expect(await api.counts()).toEqual(before);
  });

  test('a platform key acts for the account in the path', async () => {
    const accountId = await api.addAccount();
    const key = await api.addKey(accountId, ['admin', 'read']);
    const { inbox } = await addInbox(api, { call: { key } });

    expect(inbox).toContain(`/accounts/${accountId}/`);
    expect((await api.call('GET', `${inbox}/health`)).status).toBe(200);
  });
});
