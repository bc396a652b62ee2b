import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROBLEM_CODES } from '../../../src/operations/problem.js';
import { APP_VERIFY_TOKEN, startHarness, type Harness } from './harness.js';

let api: Harness;
let missing: string | null = null;
beforeAll(async () => {
  api = await startHarness({
    checks: {
      temporal: async () => {
        if (missing !== null) throw new Error(missing);
      },
    },
  });
});
afterAll(() => api.close());

describe('probes', () => {
  test('/healthz needs nothing', async () => {
    const { status, body } = await api.call('GET', '/healthz', { key: null });

    expect([status, body.status]).toEqual([200, 'ok']);
  });

  test('/readyz names every part, and what is missing', async () => {
    const ready = await api.call('GET', '/readyz', { key: null });
    expect(ready.status).toBe(200);
    expect(ready.body).toEqual({
      status: 'ready',
      missing: [],
      degraded: [],
      parts: {
        postgres: { ok: true, detail: null },
        migrations: { ok: true, detail: null },
        temporal: { ok: true, detail: null },
        webhooks: { ok: true, detail: 'No webhook came yet; none waits.' },
      },
      webhooks: { ack_ms: null, in_flight: 0, backlog: { waiting: 0, oldest_s: 0 } },
    });

    missing = 'Temporal at 127.0.0.1:7233 does not answer.';
    const down = await api.call('GET', '/readyz', { key: null });
    missing = null;

    expect([down.status, down.body.status, down.body.missing]).toEqual([
      503,
      'not_ready',
      ['temporal'],
    ]);
    expect(down.body.parts.temporal.detail).toContain('does not answer');
  });
});

describe('documentation', () => {
  test('/openapi.json is OpenAPI 3.1, with problems as problem+json and every id a string', async () => {
    const { status, body } = await api.call('GET', '/openapi.json', { key: null });

    expect([status, body.openapi]).toEqual([200, '3.1.0']);
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining([
        '/v1/numbers',
        '/v1/numbers/{id}',
        '/v1/numbers/{id}/retry',
        '/v1/numbers/{id}/check',
        '/v1/numbers/{id}/code-requests',
        '/v1/numbers/{id}/code',
        '/v1/numbers/{id}/pin',
        '/v1/numbers/{id}/timeline',
        '/v1/numbers/{id}/health',
        '/healthz',
        '/readyz',
      ]),
    );
    const post = body.paths['/v1/numbers'].post;
    expect(Object.keys(post.responses['4XX'].content)).toEqual(['application/problem+json']);
    const asText = Object.entries(body.paths).filter(([, item]) =>
      JSON.stringify(item).includes('text/plain'),
    );
    expect(asText.map(([path]) => path)).toEqual(['/v1/numbers/{id}/support-bundle']);
    expect(body.components.schemas.Number.properties.id.type).toBe('string');
  });

  test('/docs shows every route, body, answer, problem and event, and loads nothing', async () => {
    const { status, headers, text } = await api.call('GET', '/docs', { key: null });

    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(text).toContain('POST /v1/numbers/{id}/code-requests');
    expect(text).not.toMatch(/<script|<link|<img|<iframe|src=|href="(?!\/)|url\(|@import/);
    const { body } = await api.call('GET', '/openapi.json', { key: null });
    for (const [path, item] of Object.entries<object>(body.paths))
      for (const method of Object.keys(item))
        expect(text).toContain(`<code>${method.toUpperCase()} ${path}</code>`);
    for (const type of Object.keys(body.webhooks)) expect(text).toContain(`<code>${type}</code>`);
    // A body, an answer, a problem.
    expect(text).toContain('&quot;new_display_name&quot;: &quot;Example Store Tel Aviv&quot;');
    expect(text).toContain('&quot;verified_name&quot;: &quot;Bella&#39;s Bakery&quot;');
    expect(text).toContain('<a href="/docs/errors/number_taken">');
  });

  test.each(PROBLEM_CODES)('/docs/errors/%s says what happened and what to do', async (code) => {
    const path = `/docs/errors/${code}`;
    const page = await api.call('GET', path, { key: null, headers: { accept: 'text/html' } });
    const json = await api.call('GET', path, { key: null });

    expect([page.status, json.status]).toEqual([200, 200]);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(json.body).toMatchObject({ code });
    for (const key of ['title', 'meaning', 'whose_move', 'todo'])
      expect(json.body[key]).not.toBe('');
  });

  test('/docs/errors lists every code', async () => {
    const path = '/docs/errors';
    const page = await api.call('GET', path, { key: null, headers: { accept: 'text/html' } });
    const json = await api.call('GET', path, { key: null });

    expect(json.body.data.map(({ code }: { code: string }) => code)).toEqual([...PROBLEM_CODES]);
    for (const code of PROBLEM_CODES) expect(page.text).toContain(`/docs/errors/${code}"`);
  });

  test('an unknown code is 404', async () => {
    expect((await api.call('GET', '/docs/errors/nothing', { key: null })).status).toBe(404);
  });
});

describe('verification of callbacks by Meta', () => {
  const ask = (path: string, token: string, more = '') =>
    api.call(
      'GET',
      `${path}?hub.mode=subscribe&hub.verify_token=${encodeURIComponent(token)}&hub.challenge=1158201444${more}`,
      { key: null },
    );

  test.each(['/webhooks/whatsapp', '/whatsapp/webhook'])(
    '%s gives the challenge back',
    async (path) => {
      const { status, headers, text } = await ask(path, APP_VERIFY_TOKEN);

      expect([status, text]).toEqual([200, '1158201444']);
      expect(headers.get('content-type')).toContain('text/plain');
      expect((await ask(path, 'wrong')).status).toBe(403);
      expect((await api.call('GET', path, { key: null })).status).toBe(403);
    },
  );

  test('a number’s callback takes its own token under every form of its name, and the app’s', async () => {
    const id = await api.addNumber();
    await api.db
      .updateTable('phone_numbers_seen')
      .set({ e164: '+15550001111' })
      .where('phone_number_id', '=', id)
      .execute();
    const row = await api.db
      .selectFrom('numbers')
      .select(['id', 'encrypted_verify_token'])
      .where('phone_number_id', '=', id)
      .executeTakeFirstOrThrow();
    const own = api.vault.decrypt(
      row.encrypted_verify_token,
      `numbers/encrypted_verify_token/${row.id}`,
    );

    for (const name of [id, '+15550001111', '%2B15550001111', '%2015550001111', '15550001111'])
      for (const token of [own, APP_VERIFY_TOKEN]) {
        const { status, text } = await ask(`/webhooks/whatsapp/${name}`, token);
        expect([name, status, text]).toEqual([name, 200, '1158201444']);
      }

    const other = await api.addNumber();
    for (const path of [id, other, '0', 'nobody']) {
      const { status, body } = await ask(`/webhooks/whatsapp/${path}`, path === other ? own : 'x');
      expect([status, body]).toEqual([401, { error: 'Error; wrong verify token' }]);
    }
  });
});

describe('WABAs', () => {
  test('are shown with their token’s facts, and its replacement wakes every number of theirs', async () => {
    const waba_id = '700700700';
    const ids = [await api.addNumber({ waba_id }), await api.addNumber({ waba_id })];
    await api.db.deleteFrom('wakeups').execute();

    const put = await api.call('PUT', `/v1/wabas/${waba_id}/token`, {
      json: { access_token: 'EAA-a-new-token-9876' },
    });

    expect([put.status, put.body.id, put.body.token.last4]).toEqual([200, waba_id, '9876']);
    const read = await api.call('GET', `/v1/wabas/${waba_id}`);
    expect(read.body).toEqual(put.body);
    const woken = await api.db.selectFrom('wakeups').select('phone_number_id').execute();
    expect(woken.map((row) => row.phone_number_id).toSorted()).toEqual(ids);

    const before = await api.counts();
    await api.call('PUT', `/v1/wabas/${waba_id}/token`, {
      json: { access_token: 'EAA-a-new-token-9876' },
    });
    expect(await api.counts()).toEqual(before);
  });

  test('are paged, and an unknown one is 404', async () => {
    const first = await api.call('GET', '/v1/wabas?limit=1');
    const second = await api.call('GET', `/v1/wabas?limit=1&after=${first.body.next}`);

    expect(first.body.has_more).toBe(true);
    expect(second.body.data[0].id).not.toBe(first.body.data[0].id);
    expect((await api.call('GET', '/v1/wabas/404')).status).toBe(404);
    const json = { access_token: 'EAA-a-new-token-9876' };
    expect((await api.call('PUT', '/v1/wabas/404/token', { json })).status).toBe(404);
  });
});
