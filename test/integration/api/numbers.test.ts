import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { owners } from '../../../src/store/vault.js';
import { newId, startHarness, type Harness } from './harness.js';

let api: Harness;
beforeAll(async () => {
  api = await startHarness();
});
afterAll(() => api.close());

const wishes = (more: Record<string, unknown> = {}) => ({
  phone_number_id: newId(),
  waba_id: newId(),
  access_token: `EAAsecret-${newId()}`,
  ...more,
});

async function pinOf(id: string): Promise<{ pin: string | null; state: string }> {
  const row = await api.db
    .selectFrom('phone_numbers_seen')
    .select(['encrypted_pin', 'pin_state'])
    .where('phone_number_id', '=', id)
    .executeTakeFirstOrThrow();
  const pin = row.encrypted_pin && api.vault.decrypt(row.encrypted_pin, owners.pin(id));
  return { pin, state: row.pin_state };
}

describe('POST /v1/numbers', () => {
  test('adds a number: 202, its place, and that it is being read, with nothing else running', async () => {
    const json = wishes({ external_id: 'shop-1', metadata: { plan: 'gold' } });

    const { status, headers, body } = await api.call('POST', '/v1/numbers', { json });

    expect(status).toBe(202);
    expect(headers.get('location')).toBe(`/v1/numbers/${json.phone_number_id}`);
    expect(body).toMatchObject({
      id: json.phone_number_id,
      account_id: '1',
      waba_id: json.waba_id,
      external_id: 'shop-1',
      metadata: { plan: 'gold' },
      mode: 'standard',
      stage: 'verifying',
      onboarding: {
        reason: 'in_progress',
        waiting_on: 'us',
        explanation: 'We are reading the number now.',
        next_check_at: '2026-11-20T12:00:00.000Z',
        workflow: { id: `onboard-number/${json.phone_number_id}`, run_id: null },
      },
      health: { verdict: 'unknown', freshness: { taken_at: null, stale: true, error: null } },
      callback: {
        wanted: `https://onboard.example/webhooks/whatsapp/${json.phone_number_id}`,
        effective: null,
        ok: null,
      },
      pin: { stored: false, proven: false, last_event: null },
      code: { sent_at: null, expires_at: null, next_request_at: null },
      token: {
        last4: json.access_token.slice(-4),
        valid: null,
        expires_at: null,
        scopes: [],
      },
      pin_policy: 'replace',
      reregister_policy: 'ask',
      paused: false,
      live_at: null,
      last_webhook_at: null,
    });
    const read = await api.call('GET', headers.get('location') ?? '');
    expect(read.body).toEqual(body);
  });

  test('writes number, timeline, event, audit and wake together', async () => {
    const before = await api.counts();

    await api.addNumber({ pin: '147258' });

    const after = await api.counts();
    for (const table of ['numbers', 'timeline', 'events', 'audit_log', 'wakeups'])
      expect([table, after[table]]).toEqual([table, (before[table] ?? 0) + 1]);
  });

  test('a PIN that is given is stored before anything is called', async () => {
    const id = await api.addNumber({ pin: '147258' });

    const { body } = await api.call('GET', `/v1/numbers/${id}`);

    expect(body.pin).toMatchObject({ stored: true, proven: false });
  });

  test('the same values again are 200 and change nothing', async () => {
    const json = wishes({ pin: '147258', callback_url: null, metadata: { a: 1, b: [2] } });
    await api.call('POST', '/v1/numbers', { json });
    const before = await api.counts();

    const { status, body } = await api.call('POST', '/v1/numbers', {
      json: { ...json, metadata: { b: [2], a: 1 } },
    });

    expect([status, body.id]).toEqual([200, json.phone_number_id]);
    expect(await api.counts()).toEqual(before);
  });

  test.each([
    ['waba_id', { waba_id: '99' }],
    ['access_token', { access_token: 'EAA-another-token' }],
    ['callback_url', { callback_url: 'https://elsewhere.example/hook' }],
    ['pin_policy', { pin_policy: 'ask' }],
    ['metadata', { metadata: { a: 2 } }],
  ])(
    'another %s is 409 number_exists, names the field and changes nothing',
    async (field, other) => {
      const json = wishes({ pin: '147258' });
      await api.call('POST', '/v1/numbers', { json });
      const before = await api.counts();

      const { status, body } = await api.call('POST', '/v1/numbers', {
        json: { ...json, ...other },
      });

      expect([status, body.code]).toEqual([409, 'number_exists']);
      expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([`/${field}`]);
      expect(body.onboarding.reason).toBe('in_progress');
      expect(await api.counts()).toEqual(before);
    },
  );

  test('another PIN is not told from the stored one, and changes nothing', async () => {
    const json = wishes({ pin: '147258' });
    await api.call('POST', '/v1/numbers', { json });
    const before = await api.counts();

    const right = await api.call('POST', '/v1/numbers', { json });
    const wrong = await api.call('POST', '/v1/numbers', { json: { ...json, pin: '958473' } });

    expect([wrong.status, wrong.text]).toEqual([200, right.text]);
    expect(await pinOf(json.phone_number_id)).toMatchObject({ pin: '147258' });
    expect(await api.counts()).toEqual(before);
  });

  test('a PIN that Meta accepted outlives a release and is not replaced by one that is given', async () => {
    const json = wishes({ pin: '147258' });
    await api.call('POST', '/v1/numbers', { json });
    await api.db
      .updateTable('phone_numbers_seen')
      .set({ pin_state: 'proven' })
      .where('phone_number_id', '=', json.phone_number_id)
      .execute();
    await api.setNumber(json.phone_number_id, {
      stage: 'closed',
      reason: 'released',
      released_at: new Date(api.clock.at),
    });

    const again = { ...json, pin: '958473' };
    expect((await api.call('POST', '/v1/numbers', { json: again })).status).toBe(202);

    expect(await pinOf(json.phone_number_id)).toEqual({ pin: '147258', state: 'proven' });
  });

  test('the token may be left out once the WABA has one, and only then', async () => {
    const first = wishes();
    const { access_token: _token, ...second } = wishes({ waba_id: first.waba_id });
    const before = await api.counts();

    const refused = await api.call('POST', '/v1/numbers', { json: second });
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([422, '/access_token']);
    expect(await api.counts()).toEqual(before);

    await api.call('POST', '/v1/numbers', { json: first });
    expect((await api.call('POST', '/v1/numbers', { json: second })).status).toBe(202);
  });

  test('WABAs with equal tokens share one token row', async () => {
    const before = await api.counts();
    const json = wishes();

    await api.call('POST', '/v1/numbers', { json });
    await api.call('POST', '/v1/numbers', { json: wishes({ access_token: json.access_token }) });

    expect((await api.counts())['tokens']).toBe((before['tokens'] ?? 0) + 1);
  });

  test('another token for a WABA that has one is told to all its numbers, and they are looked at', async () => {
    const first = wishes();
    await api.call('POST', '/v1/numbers', { json: first });
    await api.db.deleteFrom('wakeups').execute();

    const second = wishes({ waba_id: first.waba_id });
    expect((await api.call('POST', '/v1/numbers', { json: second })).status).toBe(202);

    const timeline = await api.call('GET', `/v1/numbers/${first.phone_number_id}/timeline`);
    expect(timeline.body.data[0]).toMatchObject({ kind: 'token_replaced' });
    const wakes = await api.db.selectFrom('wakeups').selectAll().execute();
    expect(Object.fromEntries(wakes.map((wake) => [wake.phone_number_id, wake.reason]))).toEqual({
      [first.phone_number_id]: 'token_replaced',
      [second.phone_number_id]: 'added',
    });
    const audits = await api.db
      .selectFrom('audit_log')
      .select('action')
      .where('subject', '=', `waba/${first.waba_id}`)
      .execute();
    expect(audits).toEqual([{ action: 'waba.replace_token' }]);
  });

  test('two at the same time make one number and no error', async () => {
    const json = wishes();

    const answers = await Promise.all(
      Array.from({ length: 6 }, () => api.call('POST', '/v1/numbers', { json })),
    );

    const statuses = answers.map(({ status }) => status).toSorted((one, other) => one - other);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 202]);
    const rows = await api.db
      .selectFrom('numbers')
      .select('id')
      .where('phone_number_id', '=', json.phone_number_id)
      .execute();
    expect(rows).toHaveLength(1);
  });

  test('a number of another account is taken, and nothing tells whose', async () => {
    const id = await api.addNumber();
    const account = await api.addAccount();
    const key = await api.addKey(account, ['admin', 'read']);
    const before = await api.counts();

    const { status, body, text } = await api.call('POST', '/v1/numbers', {
      key,
      json: wishes({ phone_number_id: id }),
    });

    expect([status, body.code]).toEqual([409, 'number_taken']);
    expect(text).not.toContain('"1"');
    expect(body.onboarding).toBeUndefined();
    expect(await api.counts()).toEqual(before);
  });

  describe('a number that another account holds without ever having seen it', () => {
    const invisible = { at: 0, message: 'Unsupported get request.' };
    const squat = async (): Promise<{ id: string; key: string }> => {
      const key = await api.addKey(await api.addAccount(), ['admin', 'read', 'operate']);
      const id = await api.addNumber({ pin: '000000' }, { key });
      return { id, key };
    };

    test('gives way, and is told so without the name of who has it', async () => {
      const { id, key } = await squat();
      await api.setNumber(id, { reason: 'number_not_visible', node_error: invisible });
      await api.call('POST', `/v1/numbers/${id}/check`, { key });

      const added = await api.call('POST', '/v1/numbers', {
        json: wishes({ phone_number_id: id }),
      });

      expect([added.status, added.body.account_id]).toEqual([202, '1']);
      expect(await pinOf(id)).toEqual({ pin: null, state: 'none' });
      const lost = await api.call('GET', `/v1/numbers/${id}`, { key });
      expect(lost.body).toMatchObject({
        stage: 'closed',
        onboarding: {
          stage: 'closed',
          reason: 'released',
          waiting_on: 'none',
          next_check_at: null,
          next_actions: [{ id: 'add_again' }],
        },
      });
      const timeline = await api.call('GET', `/v1/numbers/${id}/timeline`, { key });
      expect(timeline.body.data[0]).toMatchObject({ kind: 'superseded', actor: null });
      const rows = await api.db
        .selectFrom('numbers')
        .select(['id', 'released_at'])
        .where('phone_number_id', '=', id)
        .orderBy('inbox_id')
        .execute();
      const events = await api.db
        .selectFrom('events')
        .select('type')
        .where('number_id', '=', rows[0]?.id ?? '')
        .execute();
      expect(events.map(({ type }) => type)).toEqual(
        expect.arrayContaining(['number.superseded', 'number.closed']),
      );
      const intents = await api.db
        .selectFrom('intents')
        .select('state')
        .where('number_id', '=', rows[0]?.id ?? '')
        .execute();
      expect(intents).toEqual([{ state: 'void' }]);
      expect(lost.text + timeline.text).not.toContain('Platform key');
    });

    test.each<[string, Parameters<Harness['setNumber']>[1]]>([
      ['was seen once', { reason: 'token_invalid', node: {}, node_error: invisible }],
      ['was not looked at yet', {}],
      ['could not be read, as Meta is away', { reason: 'meta_unreachable', node_error: invisible }],
    ])('is taken where it %s', async (_, state) => {
      const { id } = await squat();
      await api.setNumber(id, state);

      const { status, body } = await api.call('POST', '/v1/numbers', {
        json: wishes({ phone_number_id: id }),
      });

      expect([status, body.code]).toEqual([409, 'number_taken']);
    });
  });

  test('a number on its way out is 409 number_releasing; once closed it gets a new row', async () => {
    const json = wishes();
    const path = `/v1/numbers/${json.phone_number_id}`;
    await api.call('POST', '/v1/numbers', { json });
    await api.call('DELETE', path);

    const early = await api.call('POST', '/v1/numbers', { json });
    expect([early.status, early.body.code]).toEqual([409, 'number_releasing']);

    await api.setNumber(json.phone_number_id, {
      stage: 'closed',
      reason: 'released',
      released_at: new Date(api.clock.at),
    });
    const again = await api.call('POST', '/v1/numbers', { json });
    expect([again.status, again.body.stage]).toEqual([202, 'verifying']);
    expect((await api.call('GET', path)).body.stage).toBe('verifying');
  });

  test('a number that is gone but never freed gives way to a new row', async () => {
    const json = wishes();
    await api.call('POST', '/v1/numbers', { json });
    await api.setNumber(json.phone_number_id, { stage: 'closed', reason: 'number_gone' });

    expect((await api.call('POST', '/v1/numbers', { json })).status).toBe(202);
  });

  test.each([
    ['an unknown field', { colour: 'red' }, '/colour', 'invalid_request'],
    ['an id that is a number', { phone_number_id: 5 }, '/phone_number_id', 'invalid_request'],
    ['an id with letters', { waba_id: 'abc' }, '/waba_id', 'invalid_request'],
    ['a PIN of five digits', { pin: '12345' }, '/pin', 'invalid_request'],
    [
      'a deep unknown field',
      { verification: { method: 'SMS', language: 'en_US', a: 1 } },
      '/verification/a',
      'invalid_request',
    ],
    ['a callback that is no URL', { callback_url: 'nowhere' }, '/callback_url', 'invalid_request'],
    [
      'a callback over plain http',
      { callback_url: 'http://example.com/' },
      '/callback_url',
      'url_not_allowed',
    ],
    [
      'a region where Meta stores nothing',
      { data_localization_region: 'US' },
      '/data_localization_region',
      'invalid_request',
    ],
    ['an unknown policy', { pin_policy: 'never' }, '/pin_policy', 'invalid_request'],
  ])('%s is 422 and changes nothing', async (_, wrong, pointer, code) => {
    const before = await api.counts();

    const { status, body } = await api.call('POST', '/v1/numbers', { json: wishes(wrong) });

    expect([status, body.code, body.errors[0].pointer]).toEqual([422, code, pointer]);
    expect(body.errors[0].detail).not.toBe('');
    expect(await api.counts()).toEqual(before);
  });

  test('an empty body names what is missing', async () => {
    const { status, body } = await api.call('POST', '/v1/numbers');

    expect(status).toBe(422);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/phone_number_id',
      '/waba_id',
    ]);
  });
});

describe('PATCH /v1/numbers/{id}', () => {
  test('changes what is given, keeps the rest, and asks for a turn', async () => {
    const id = await api.addNumber({ external_id: 'kept' });

    const { status, body } = await api.call('PATCH', `/v1/numbers/${id}`, {
      json: { pin_policy: 'ask', callback_url: 'https://mine.example/hook', metadata: { a: 1 } },
    });

    expect(status).toBe(200);
    expect(body).toMatchObject({
      pin_policy: 'ask',
      external_id: 'kept',
      metadata: { a: 1 },
      callback: { wanted: 'https://mine.example/hook' },
    });
  });

  test('pauses and resumes, and says who', async () => {
    const id = await api.addNumber();
    const path = `/v1/numbers/${id}`;
    const headers = { actor: 'Dana' };

    const paused = await api.call('PATCH', path, { json: { paused: true }, headers });
    const resumed = await api.call('PATCH', path, { json: { paused: false }, headers });

    expect([paused.body.paused, resumed.body.paused]).toEqual([true, false]);
    const { body } = await api.call('GET', `${path}/timeline`);
    expect(body.data.map(({ sentence }: { sentence: string }) => sentence)).toEqual([
      'Dana resumed onboarding.',
      'Dana paused onboarding.',
      'Platform key added this number.',
    ]);
  });
});

describe('DELETE /v1/numbers/{id}', () => {
  test('releases with 202, and again changes nothing', async () => {
    const id = await api.addNumber();
    const path = `/v1/numbers/${id}?unsubscribe=true`;

    expect((await api.call('DELETE', path)).status).toBe(202);
    const before = await api.counts();
    expect((await api.call('DELETE', path)).status).toBe(202);

    expect(await api.counts()).toEqual(before);
    const row = await api.db
      .selectFrom('numbers')
      .select(['desired', 'release'])
      .where('phone_number_id', '=', id)
      .executeTakeFirstOrThrow();
    expect(row.desired).toBe('released');
    expect(row.release).toMatchObject({ deregister: false, unsubscribe: true });
  });

  test('never deregisters a number that lives in the app', async () => {
    const id = await api.addNumber();
    await api.setNumber(id, { mode: 'coexistence' });
    const before = await api.counts();

    const { status, body } = await api.call('DELETE', `/v1/numbers/${id}?deregister=true`);

    expect([status, body.code]).toEqual([409, 'coexistence_protected']);
    expect(await api.counts()).toEqual(before);
    expect((await api.call('DELETE', `/v1/numbers/${id}`)).status).toBe(202);
  });

  test('anything but true or false is 422', async () => {
    const id = await api.addNumber();

    const { status, body } = await api.call('DELETE', `/v1/numbers/${id}?deregister=yes`);

    expect([status, body.errors[0].parameter]).toEqual([422, 'deregister']);
  });
});

describe('GET /v1/numbers', () => {
  test('pages newest first, each number once', async () => {
    const waba_id = newId();
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      api.clock.at += 1_000;
      ids.unshift(await api.addNumber({ waba_id }));
    }

    const seen: string[] = [];
    let after = '';
    for (;;) {
      const { body } = await api.call('GET', `/v1/numbers?waba_id=${waba_id}&limit=2${after}`);
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      expect(body.has_more).toBe(body.next !== null);
      if (body.next === null) break;
      after = `&after=${body.next}`;
    }

    expect(seen).toEqual(ids);
  });

  test.each([
    ['limit=1&limit=2', 'limit', 'Give this parameter only once.'],
    ['stage=live&stage=closed', 'stage', 'Give this parameter only once.'],
    ['limit=many', 'limit', 'This is not a number.'],
  ])('?%s is 422 and says what is wrong', async (query, parameter, detail) => {
    const { status, body } = await api.call('GET', `/v1/numbers?${query}`);

    expect([status, body.code]).toEqual([422, 'invalid_request']);
    expect(body.errors).toEqual([{ parameter, detail }]);
  });

  test('narrows by stage, reason, whose move, metadata and text; comma means or', async () => {
    const waba_id = newId();
    const one = await api.addNumber({ waba_id, metadata: { plan: 'gold' } });
    const two = await api.addNumber({ waba_id, external_id: 'Shop of Dana' });
    const three = await api.addNumber({ waba_id });
    await api.setNumber(two, {
      stage: 'registering',
      reason: 'pin_needed',
      waiting_on: 'operator',
      node: { displayPhoneNumber: '+1 555-000-1111', verifiedName: 'Blue Flower' },
    });
    await api.setNumber(three, { stage: 'live', reason: 'live', waiting_on: 'none' });
    const found = async (query: string): Promise<string[]> => {
      const { body } = await api.call('GET', `/v1/numbers?waba_id=${waba_id}&${query}`);
      return body.data.map(({ id }: { id: string }) => id).toSorted();
    };

    expect(await found('stage=live,registering')).toEqual([two, three]);
    expect(await found('reason=pin_needed')).toEqual([two]);
    expect(await found('waiting_on=operator,us')).toEqual([one, two]);
    expect(await found('metadata%5Bplan%5D=gold')).toEqual([one]);
    expect(await found('q=dana')).toEqual([two]);
    expect(await found('q=%2B1%20(555)%20000')).toEqual([two]);
    expect(await found('q=blue%20fl')).toEqual([two]);
    expect(await found(`q=${three}`)).toEqual([three]);
    expect(await found('q=100%25')).toEqual([]);
    expect(await found('created_after=2030-01-01T00:00:00Z')).toEqual([]);
  });

  test('sort=attention puts what needs a person first', async () => {
    const waba_id = newId();
    const live = await api.addNumber({ waba_id });
    const customers = await api.addNumber({ waba_id });
    const ours = await api.addNumber({ waba_id });
    await api.setNumber(live, { waiting_on: 'none' });
    await api.setNumber(customers, { waiting_on: 'customer' });
    await api.setNumber(ours, { waiting_on: 'operator' });
    const path = `/v1/numbers?waba_id=${waba_id}&sort=attention&limit=2`;

    const first = await api.call('GET', path);
    const second = await api.call('GET', `${path}&after=${first.body.next}`);

    const ids = [...first.body.data, ...second.body.data].map(({ id }: { id: string }) => id);
    expect(ids).toEqual([ours, customers, live]);
  });

  test.each(['limit=0', 'limit=201', 'after=nonsense', 'stages=live', 'sort=oldest'])(
    '?%s is 422 and names the parameter',
    async (query) => {
      const { status, body } = await api.call('GET', `/v1/numbers?${query}`);

      expect([status, body.errors[0].parameter]).toEqual([422, query.split('=')[0]]);
    },
  );
});
