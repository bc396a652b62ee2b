import { readFile, readdir } from 'node:fs/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventSchemas } from '../../../src/api/schemas/events/types.js';
import { appendEvents } from '../../../src/store/append.js';
import { sequenceEvents } from '../../../src/store/events.js';
import { numberEvent } from '../../../src/store/number-event.js';
import { deliver, drainAll } from '../../support/drain.js';
import { startEventsHarness, type EventsHarness } from './harness.js';

const DAY = 86_400_000;

let api: EventsHarness;
beforeAll(async () => {
  api = await startEventsHarness();
});
afterAll(() => api.close());

const sequence = () => sequenceEvents(api.db, { at: api.clock.at, limit: 500 });

/** The events of an account as its key pulls them. */
async function pull(key: string, query = ''): Promise<{ data: Pulled[]; next: string }> {
  const { status, body, text } = await api.call('GET', `/v1/events?limit=200${query}`, { key });
  expect(status, text).toBe(200);
  return body;
}
interface Pulled {
  readonly type: string;
  readonly sequence: string;
  readonly data: Record<string, unknown>;
}

/** An account of its own, with a key, so that no other test's events are in its sequence. */
async function newAccount() {
  const accountId = await api.addAccount();
  return { accountId, key: await api.addKey(accountId, ['read', 'admin']) };
}

describe('the sequence of an account', () => {
  test('keeps the order in which events were written, from 1, without gaps', async () => {
    const { accountId, key } = await newAccount();
    const other = await newAccount();
    // Events of one turn share their instant; a later turn may have an earlier clock.
    await api.emit([
      { accountId, type: 'number.stage_changed' },
      { accountId, type: 'number.live' },
      { accountId: other.accountId, type: 'number.closed' },
    ]);
    await api.emit([{ accountId, type: 'number.created', at: api.clock.at - 1_000 }]);
    await sequence();

    const { data } = await pull(key);
    expect(data.map(({ type, sequence: seq }) => [type, seq])).toEqual([
      ['number.stage_changed', '1'],
      ['number.live', '2'],
      ['number.created', '3'],
    ]);
    const foreign = await pull(other.key);
    expect(foreign.data.map(({ type, sequence: seq }) => [type, seq])).toEqual([
      ['number.closed', '1'],
    ]);
  });

  test('a transaction that commits late gets its place after what was read', async () => {
    const { accountId, key } = await newAccount();
    const event = (type: string) => ({
      accountId,
      numberId: null,
      type,
      at: api.clock.at,
      data: {},
      cause: { kind: 'timer' as const },
    });
    let read: Pulled[] = [];
    let next = '';
    await api.db.transaction().execute(async (late) => {
      await appendEvents(late, [event('number.silent')]);
      await appendEvents(api.db, [event('number.live')]);
      await sequence();
      ({ data: read, next } = await pull(key));
    });
    await sequence();

    expect(read.map(({ type, sequence: seq }) => [type, seq])).toEqual([['number.live', '1']]);
    const after = await pull(key, `&after=${next}`);
    expect(after.data.map(({ type, sequence: seq }) => [type, seq])).toEqual([
      ['number.silent', '2'],
    ]);
  });

  test('many writers and many who number: a reader that follows `next` sees each once, in order', async () => {
    const { accountId, key } = await newAccount();
    let isWriting = true;
    const numbering = Array.from({ length: 3 }, async () => {
      while (isWriting) await sequence();
    });
    const seen: string[] = [];
    const reading = (async () => {
      for (let next = ''; ;) {
        const isLast = !isWriting;
        const page = await pull(key, next === '' ? '' : `&after=${next}`);
        expect(page.next).toEqual(expect.any(String));
        seen.push(...page.data.map(({ sequence: seq }) => seq));
        next = page.next;
        if (isLast && page.data.length === 0) return;
      }
    })();

    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let nth = 0; nth < 15; nth++) {
          await api.db.transaction().execute(async (tx) => {
            const { at } = api.clock;
            const event = { accountId, numberId: null, type: 'number.live', at, data: {} };
            await appendEvents(tx, [
              { ...event, cause: { kind: 'timer' } },
              { ...event, cause: { kind: 'timer' } },
            ]);
            await sql`select pg_sleep(${(nth % 4) / 1_000})`.execute(tx);
          });
        }
      }),
    );
    while ((await sequence()) > 0);
    isWriting = false;
    await Promise.all([...numbering, reading]);

    expect(seen).toEqual(Array.from({ length: 120 }, (_, nth) => String(nth + 1)));
  });
});

describe('GET /v1/events', () => {
  test('is paged oldest first, filtered by type and time; `next` is never null', async () => {
    const { accountId, key } = await newAccount();
    const empty = await pull(key);
    expect(empty).toEqual({ data: [], has_more: false, next: expect.any(String) });
    const at = api.clock.at;
    await api.emit([
      { accountId, type: 'number.live', at: at - 31 * DAY },
      { accountId, type: 'number.live', at: at - 2 * DAY },
      { accountId, type: 'message.read', at: at - DAY },
      { accountId, type: 'waba.updated', at },
    ]);
    await sequence();
    const types = async (query: string) => (await pull(key, query)).data.map(({ type }) => type);

    // What is older than 30 days cannot be pulled.
    expect(await types('')).toEqual(['number.live', 'message.read', 'waba.updated']);
    expect(await types('&types=number.*,waba.updated')).toEqual(['number.live', 'waba.updated']);
    const day = (ms: number) => encodeURIComponent(new Date(at - ms).toISOString());
    expect(await types(`&created_after=${day(1.5 * DAY)}&created_before=${day(1)}`)).toEqual([
      'message.read',
    ]);
    const first = await api.call('GET', '/v1/events?limit=1', { key });
    expect(first.body).toMatchObject({ has_more: true, data: [{ type: 'number.live' }] });
    const second = await api.call('GET', `/v1/events?limit=5&after=${first.body.next}`, { key });
    expect(second.body).toMatchObject({ has_more: false });
    expect(second.body.data).toHaveLength(2);
    // Nothing new: the same place, also where the filter lets nothing through.
    const none = await pull(key, '&types=number.closed');
    expect(none.data).toEqual([]);
    expect((await pull(key, `&after=${none.next}`)).next).toBe(none.next);
    expect(none.next).toBe(second.body.next);
  });

  test.each(['types=number.lives', 'types=', 'limit=0', 'after=nonsense', 'sort=newest'])(
    '%s is 422',
    async (query) => {
      const { status, body } = await api.call('GET', `/v1/events?${query}`);

      expect([status, body.code]).toEqual([422, 'invalid_request']);
    },
  );

  test('needs the scope "read"', async () => {
    const { status } = await api.call('GET', '/v1/events', {
      key: await api.addKey('1', ['send']),
    });

    expect(status).toBe(403);
  });
});

test('everything that the drain and the API tell matches the published schema of its type', async () => {
  const { accountId, key } = await newAccount();
  const phone = '106540352242922';
  await api.call('POST', '/v1/numbers', {
    json: { phone_number_id: phone, waba_id: '203354440000001', access_token: 'EAAtoken' },
    headers: { 'account-id': accountId },
  });
  // Who only names a WABA does not hear of it.
  await api.db
    .updateTable('wabas')
    .set({ facts: JSON.stringify({}) })
    .where('account_id', '=', accountId)
    .execute();
  const folder = new URL('../../fixtures/webhooks/', import.meta.url);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  const fixtures = await Promise.all(
    files.map(async (name) => JSON.parse(await readFile(new URL(name, folder), 'utf8'))),
  );
  await deliver(
    api.db,
    fixtures.flat().map(({ payload }) => payload),
  );
  await drainAll(api.db);
  await sequence();

  // A number with an attempt behind it: what Meta's refusal means belongs to it.
  const row = await api.db
    .selectFrom('numbers')
    .selectAll()
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow();
  const { registration } = row.explanation;
  const attempt = {
    at: new Date(api.clock.at).toISOString(),
    outcome: 'refused' as const,
    code: 133010,
    subcode: null,
    title: null,
    message: 'Phone number is not registered',
    fbtrace_id: 'Atrace',
  };
  const explanation = {
    ...row.explanation,
    registration: { ...registration, last_attempt: attempt },
  };
  const cause = { kind: 'timer' as const, actor: null, requestId: null };
  await appendEvents(api.db, [
    numberEvent({ ...row, explanation }, 'number.attempt', { at: api.clock.at, cause }),
  ]);
  await sequence();

  const { data } = await pull(key);
  expect(JSON.stringify(data)).toContain('The sending number is not registered.');
  const problems = data.flatMap((event) => {
    const parsed = eventSchemas.get(event.type)?.safeParse(event);
    return parsed?.success === true ? [] : [{ event, error: parsed?.error ?? 'no schema' }];
  });
  expect(problems).toEqual([]);
  expect(new Set(data.map(({ type }) => type)).size).toBeGreaterThan(5);
});
