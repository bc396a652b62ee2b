import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDeliveryPartitions, daysAround } from '../../../src/store/delivery-partitions.js';
import { SCOPES, type Scope } from '../../../src/store/tables.js';
import type { Operation } from '../../support/api-document.js';
import { startHarness, type Answer, type Harness } from './harness.js';

/** Every route of the document, with keys that must not get through. A new route is walked by being in the document. */
/** Hundreds of requests, beside other tests on two cores. */
const MINUTES = 180_000;

let api: Harness;
let operations: readonly Operation[];
beforeAll(async () => {
  api = await startHarness({ rateLimits: { account: 1e9, platform: 1e9 } });
  await createDeliveryPartitions(api.db, daysAround(api.clock.at, 2, 2));
  operations = (await api.document()).operations.filter(({ path }) => path.startsWith('/v1/'));
});
afterAll(() => api.close());

/** How an object of the account 1 comes to be, by the path that names it; null: the same for every account, or a name that each gives itself. A new kind of object needs a line. */
const objects: Readonly<Record<string, (() => Promise<string>) | null>> = {
  '/v1/numbers/{id}': () => api.addNumber(),
  '/v1/wabas/{waba_id}': async () => {
    const id = await api.addNumber();
    const { body } = await api.call('GET', `/v1/numbers/${id}`);
    return body.waba_id;
  },
  '/v1/template-bindings/{key}': null,
  '/v1/diagnoses/{code}': null,
  '/v1/accounts/{id}': () => api.addAccount(),
  '/v1/api-keys/{id}': async () =>
    (await api.call('POST', '/v1/api-keys', { json: { scopes: ['read'] } })).body.id,
  '/v1/event-endpoints/{id}': async () =>
    (await api.call('POST', '/v1/event-endpoints', { json: { url: 'http://127.0.0.1:1/none' } }))
      .body.id,
  '/v1/embedded-signups/{id}': async () => {
    const { id } = await api.db
      .insertInto('embedded_signups')
      .values({
        id: randomUUID(),
        account_id: '1',
        state: 'unfinished',
        created_at: new Date(api.clock.at),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  },
  '/v1/messages/{id}': async () => {
    const phone_number_id = await api.addNumber();
    const number = await api.db
      .selectFrom('numbers')
      .select(['id', 'waba_id'])
      .where('phone_number_id', '=', phone_number_id)
      .executeTakeFirstOrThrow();
    const { id } = await api.db
      .insertInto('messages')
      .values({
        id: randomUUID(),
        account_id: '1',
        number_id: number.id,
        phone_number_id,
        waba_id: number.waba_id,
        type: 'text',
        recipient: '+972504370045',
        recipient_input: '0504370045',
        request: '{}',
        context: '{}',
        actor: 'walk',
        status: 'failed',
        created_at: new Date(api.clock.at),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  },
  '/v1/webhook-deliveries/{id}': async () => {
    const number_id = await api.addNumber();
    const { id } = await api.db
      .insertInto('webhook_deliveries')
      .values({
        received_at: new Date(api.clock.at),
        route: 'app',
        signed_by: 1,
        body: Buffer.from('{}'),
        processed_at: new Date(api.clock.at),
        elements: JSON.stringify([
          { kind: 'status', key: randomUUID(), fate: 'stored', number_id },
        ]),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  },
  '/v1/webhook-replays/{id}': async () =>
    (
      await api.call('POST', '/v1/webhook-replays', {
        json: { created_after: '2026-11-19T00:00:00Z', created_before: '2026-11-20T00:00:00Z' },
        headers: { 'account-id': '1' },
      })
    ).body.id,
};

/** As little as the document lets one send. */
async function send(operation: Operation, path: string, key: string): Promise<Answer> {
  const document = await api.document();
  const sample = (schema: NonNullable<Operation['body']>) =>
    fc.sample(document.arbitrary(schema), { numRuns: 1, seed: 7 })[0];
  const query = operation.parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required)
    .map(({ name, schema }) => `${name}=${encodeURIComponent(String(sample(schema)))}`);
  return api.call(operation.method, `${path}${query.length > 0 ? `?${query.join('&')}` : ''}`, {
    key,
    ...(operation.body === undefined ? {} : { json: sample(operation.body) }),
  });
}

/** Everything that the database holds, but for what asking itself leaves behind. */
async function everything(): Promise<Record<string, string | null>> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like 'kysely%'
      and table_name not in ('api_keys', 'idempotency_keys')`.execute(api.db);
  const digests = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await sql<{ digest: string | null }>`
        select md5(string_agg(row::text, '|' order by row::text)) as digest from ${sql.table(name)} as row`.execute(
        api.db,
      );
      return [name, rows[0]?.digest ?? null];
    }),
  );
  return Object.fromEntries(digests) as Record<string, string | null>;
}

const differences = (before: Record<string, unknown>, after: Record<string, unknown>): string[] =>
  Object.keys(after).filter((table) => before[table] !== after[table]);

const isAudited = async ({ headers }: Answer): Promise<boolean> => {
  const path = `/v1/audit?request_id=${headers.get('x-request-id')}`;
  return (await api.call('GET', path)).body.data.length > 0;
};

const ownOnly = (scope: string | undefined): Scope[] => SCOPES.filter((one) => one === scope);

const nameOf = ({ method, path }: Operation): string => `${method} ${path}`;

/** The path with an object of account 1 in it; null where it names none. */
async function pathToObject({ path }: Operation): Promise<string | null> {
  const [prefix] = /^.*?\{[^}]*\}/.exec(path) ?? [];
  if (prefix === undefined) return null;
  const make = objects[prefix];
  if (make === undefined)
    throw new Error(
      `${path} names a kind of object that the walk cannot make: add it to "objects".`,
    );
  if (make === null) return null;
  return path.replace(/\{[^}]*\}/, encodeURIComponent(await make())).replaceAll(/\{[^}]*\}/g, '1');
}

describe('another account', () => {
  test('gets 404 for every object that is not its own, and changes nothing', async () => {
    const key = await api.addKey(await api.addAccount(), SCOPES);
    const wrong: string[] = [];
    let walked = 0;
    for (const operation of operations) {
      const path = await pathToObject(operation);
      if (path === null) continue;
      walked += 1;
      const before = await everything();
      const { status, text } = await send(operation, path, key);
      if (status !== 404) wrong.push(`${nameOf(operation)} → ${status} ${text}`);
      expect(await everything(), nameOf(operation)).toEqual(before);
    }
    expect(wrong).toEqual([]);
    expect(walked).toBeGreaterThan(20);
  });

  test('sees nothing of it in any list', async () => {
    const key = await api.addKey(await api.addAccount(), SCOPES);
    const [{ id: ownAccount } = { id: '' }] = (await api.call('GET', '/v1/accounts', { key })).body
      .data;
    const lists = operations.filter(
      ({ method, path }) => method === 'GET' && !path.includes('{') && path !== '/v1/diagnoses',
    );
    for (const { path } of lists) {
      const mine = await api.call('GET', `${path}?limit=200`, { key });
      if (!Array.isArray(mine.body?.data)) continue;
      const foreign = mine.body.data.filter(
        (item: Record<string, unknown>) =>
          (path === '/v1/accounts' ? item['id'] : (item['account_id'] ?? 'foreign')) !== ownAccount,
      );
      expect(foreign, path).toEqual([]);
    }
  });
});

describe('scopes', () => {
  test('every route says which one it asks for', () => {
    const silent = operations.filter(({ scope }) => !SCOPES.includes(scope as Scope)).map(nameOf);
    expect(silent).toEqual([]);
  });

  test('comes before the body: what is asked for is not even looked at', async () => {
    const writing = operations.filter(({ body }) => body !== undefined);
    for (const operation of writing) {
      const key = await api.addKey(
        null,
        SCOPES.filter((one) => one !== operation.scope),
      );
      const path = operation.path.replaceAll(/\{[^}]*\}/g, 'nobody');
      const { status, body } = await api.call(operation.method, path, { key, json: { no: 1 } });
      expect([status, body.code], nameOf(operation)).toEqual([403, 'insufficient_scope']);
    }
    expect(writing.length).toBeGreaterThan(20);
  });

  test('an id that can be none is 404 everywhere', async () => {
    const ofOne = operations.filter(
      ({ method, path }) => /\{/.test(path) && (method === 'GET' || method === 'DELETE'),
    );
    for (const operation of ofOne.filter(({ path }) => !path.includes('diagnoses'))) {
      const { status } = await api.call(
        operation.method,
        operation.path.replaceAll(/\{[^}]*\}/g, 'nope'),
      );
      expect(status, nameOf(operation)).toBe(404);
    }
  });

  test(
    'without it every route is 403 and nothing changes; with it alone it is let in, and what it changes is audited',
    { timeout: MINUTES },
    async () => {
      const wrong: string[] = [];
      for (const operation of operations) {
        const { scope } = operation;
        const path =
          (await pathToObject(operation)) ?? operation.path.replaceAll(/\{[^}]*\}/g, '1');
        const others = SCOPES.filter((one) => one !== scope);
        const before = await everything();
        const refused = await send(operation, path, await api.addKey(null, others));
        if (refused.status !== 403)
          wrong.push(`${nameOf(operation)} without ${scope} → ${refused.status} ${refused.text}`);
        expect(await everything(), nameOf(operation)).toEqual(before);
        const admitted = await send(operation, path, await api.addKey(null, ownOnly(scope)));
        if (admitted.status === 403 && !isBeyondScopes(admitted))
          wrong.push(`${nameOf(operation)} with ${scope} → ${admitted.text}`);
        const changed = differences(before, await everything());
        if (changed.length > 0 && !(await isAudited(admitted)))
          wrong.push(`${nameOf(operation)} changed ${changed.join(', ')} and left no trace`);
      }
      expect(wrong).toEqual([]);
    },
  );
});

/** A key that gives away a scope it lacks is refused for that. */
const isBeyondScopes = ({ body }: Answer): boolean =>
  body.detail.includes('lacks the scope "read"');

describe('the document', () => {
  test('holds every route that is served under /v1, and no other', () => {
    const served = api.app.routes
      .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/v1/'))
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    expect([...new Set(served)].toSorted()).toEqual(operations.map(nameOf).toSorted());
  });

  test(
    'no request that can be made of it is answered with 500, nor otherwise than it says',
    { timeout: MINUTES },
    async () => {
      const document = await api.document();
      const numRuns = Number(process.env['FUZZ_RUNS'] ?? 8);
      for (const operation of operations) {
        const path = await pathToObject(operation);
        const parameters = operation.parameters.filter((parameter) => parameter.in === 'query');
        const query = fc.record(
          Object.fromEntries(
            parameters.map(({ name, schema }) => [
              name,
              fc.oneof(document.arbitrary(schema).map(String), fc.string({ unit: 'binary' })),
            ]),
          ),
          { requiredKeys: [] },
        );
        const id =
          path === null
            ? fc.constant(operation.path)
            : fc.oneof(
                fc.constant(path),
                fc
                  .oneof(
                    fc.string({ minLength: 1, unit: 'binary' }),
                    fc.bigInt().map(String),
                    fc.uuid(),
                  )
                  // Dots are taken as steps by every client.
                  .filter((text) => !/^\.+$/.test(text))
                  .map((text) => operation.path.replace(/\{[^}]*\}/, encodeURIComponent(text))),
              );
        const body =
          operation.body === undefined
            ? fc.constant(undefined)
            : document.arbitrary(operation.body, { anything: true });
        await fc.assert(
          fc.asyncProperty(id, query, body, async (url, given, json) => {
            const search = new URLSearchParams(
              Object.entries(given as Record<string, string>),
            ).toString();
            const { status, text } = await api.call(
              operation.method,
              `${url}${search === '' ? '' : `?${search}`}`,
              { json },
            );
            expect(status, `${nameOf(operation)} ${text}`).toBeLessThan(500);
          }),
          { numRuns },
        );
      }
    },
  );
});
