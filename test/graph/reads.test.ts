import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { createGraphClient } from '../../src/graph/client.js';
import type { GraphCaller } from '../../src/graph/graph.js';
import { refusal, startFakeGraph } from './fake-graph.js';

const fake = await startFakeGraph();
afterAll(() => fake.close());

const caller: GraphCaller = { accessToken: 'token-of-the-account' };
const endpoint = { baseUrl: fake.baseUrl, version: 'v24.0', retryDelaysMs: [1, 2] };
const graph = createGraphClient(endpoint);
const node = { json: { id: '11', status: 'CONNECTED' } };

describe('a read tries three times', () => {
  test.each([
    ['a reset', 'reset'],
    ['a reset in the middle of a 200', 'reset_mid_reply'],
    ['a 500 without envelope', { status: 500, text: 'oops' }],
    ['what Meta calls transient', refusal(1, { is_transient: true })],
    ['a passing fault with HTTP 503', refusal(2, {}, 503)],
  ] as const)('after %s', async (_, reply) => {
    fake.script(reply, reply, node);

    expect(await graph.phoneNumber(caller, '11')).toMatchObject({ kind: 'known' });
    expect(fake.seen).toHaveLength(3);
  });

  test('after silence', async () => {
    // Long enough for the third try to be answered on a busy machine.
    const hasty = createGraphClient({ ...endpoint, timeouts: { callMs: 200 } });
    fake.script('silence', 'silence', node);

    expect(await hasty.phoneNumber(caller, '11')).toMatchObject({ kind: 'known' });
    expect(fake.seen).toHaveLength(3);
  });

  test('and is then unreadable', async () => {
    fake.script({ status: 502, text: '<html>Bad Gateway</html>' });

    expect(await graph.phoneNumber(caller, '11')).toEqual({
      kind: 'unreadable',
      failure: { cause: 'server_error', httpStatus: 502, message: 'HTTP 502, no envelope' },
    });
    expect(fake.seen).toHaveLength(3);
  });

  test('but never longer than its time', async () => {
    // A server of its own: what it gave up on may arrive late, and must not count in the next test.
    const own = await startFakeGraph();
    onTestFinished(() => own.close());
    const hurried = createGraphClient({
      ...endpoint,
      baseUrl: own.baseUrl,
      timeouts: { readMs: 30 },
    });
    own.script('silence');

    expect(await hurried.phoneNumber(caller, '11')).toMatchObject({
      kind: 'unreadable',
      failure: { cause: 'timeout' },
    });
    expect(own.seen.length).toBeLessThanOrEqual(1);
  });

  test('and not at all once the caller aborts', async () => {
    fake.script('reset');
    const outcome = await graph.phoneNumber({ ...caller, signal: AbortSignal.abort() }, '11');
    expect(outcome).toMatchObject({ kind: 'unreadable', failure: { cause: 'network' } });
    expect(fake.seen).toHaveLength(0);
  });
});

describe('a read is refused at once', () => {
  test.each([190, 10, 100, 80008, 987_654])('with code %i', async (code) => {
    fake.script(refusal(code));
    expect(await graph.subscribedApps(caller, '22')).toMatchObject({
      kind: 'refused',
      error: { code },
    });
    expect(fake.seen).toHaveLength(1);
  });
});

describe('a read is unreadable, and not a throw', () => {
  test.each([
    ['HTML', { text: '<html></html>' }],
    ['a list', { json: [] }],
    ['null', { json: null }],
    ['an object without id', { json: { status: 'CONNECTED' } }],
    ['a field of another type', { json: { id: '11', status: { was: 'CONNECTED' } } }],
    ['HTTP 429 without envelope', { status: 429, text: 'slow down' }],
  ] as const)('when the answer is %s', async (_, reply) => {
    fake.script(reply);
    expect(await graph.phoneNumber(caller, '11')).toMatchObject({
      kind: 'unreadable',
      failure: { cause: 'malformed' },
    });
    expect(fake.seen).toHaveLength(1);
  });

  test('and says where the answer is wrong, not what stood there', async () => {
    fake.script({ json: { id: '11', status: ['a private value'] } });
    expect(await graph.phoneNumber(caller, '11')).toMatchObject({
      failure: { message: 'status: invalid_type' },
    });
  });
});

describe('a list', () => {
  const page = (id: string, next?: string, after?: string) => ({
    json: { data: [{ id }], paging: { next, cursors: after && { after } } },
    headers: { 'x-app-usage': JSON.stringify({ call_count: Number(id) }) },
  });

  test('is read to its last page, from our host whatever paging.next names', async () => {
    fake.script(
      page('1', 'https://evil.example/v1.0/22/phone_numbers?access_token=t&after=second'),
      page('9', 'not a URL', 'third'),
      page('3', undefined, 'there is always a cursor'),
    );

    const outcome = await graph.phoneNumbers(caller, '22');

    expect(outcome).toMatchObject({
      kind: 'known',
      value: [{ id: '1' }, { id: '9' }, { id: '3' }],
      usage: { percent: 9 },
    });
    expect(fake.seen.map(({ query }) => query['after'])).toEqual([undefined, 'second', 'third']);
    expect(fake.seen.every(({ path }) => path === '/v24.0/22/phone_numbers')).toBe(true);
    expect(fake.seen.every(({ query }) => query['limit'] === '100')).toBe(true);
  });

  test('with a hole is not known', async () => {
    fake.script(page('1', 'https://graph/?after=2'), refusal(190));
    expect(await graph.phoneNumbers(caller, '22')).toMatchObject({ kind: 'refused' });

    fake.script({ json: { data: [{ id: '1' }, { status: 'no id' }] } });
    expect(await graph.phoneNumbers(caller, '22')).toMatchObject({
      kind: 'unreadable',
      failure: { message: 'data.1.id: invalid_type' },
    });
  });

  test.each([
    ['goes on without saying where', page('1', 'https://graph/?offset=25')],
    ['names the same cursor again', page('1', 'https://graph/?after=same')],
    ['is not there', { json: { success: true } }],
  ])('that %s is not known', async (_, reply) => {
    fake.script(reply);
    expect(await graph.phoneNumbers(caller, '22')).toMatchObject({
      kind: 'unreadable',
      failure: { cause: 'malformed' },
    });
  });

  test('that never ends is given up after 200 pages', async () => {
    const pages = Array.from({ length: 201 }, (_, i) => page('1', `https://graph/?after=${i}`));
    fake.script(...pages);
    expect(await graph.phoneNumbers(caller, '22')).toMatchObject({ kind: 'unreadable' });
    expect(fake.seen).toHaveLength(200);
  });
});

describe('one odd template spoils no other', () => {
  const template = (id: string, more: object = {}) => ({
    id,
    name: `template_${id}`,
    language: 'en',
    status: 'APPROVED',
    category: 'UTILITY',
    components: [{ type: 'BODY', text: 'Hi' }],
    ...more,
  });
  const read = async (odd: unknown) => {
    fake.script({ json: { data: [template('1'), odd, template('3')] } });
    const outcome = await graph.messageTemplates(caller, '22');
    if (outcome.kind !== 'known') throw new Error(JSON.stringify(outcome));
    expect(outcome.value.at(0)).toMatchObject(template('1'));
    expect(outcome.value.at(-1)).toMatchObject(template('3'));
    return outcome.value.slice(1, -1);
  };

  test.each([
    [{ category: 7, quality_score: 'GREEN', rejected_reason: ['x'] }, { category: null }],
    [{ status: null }, { status: 'UNKNOWN' }],
    [{ status: 'HIBERNATING', added_by_meta: { x: 1 } }, { status: 'HIBERNATING' }],
    [{ components: 'none' }, { components: null }],
    [{ components: [7, { type: 'BODY', text: 'Hi' }] }, { components: [{ type: 'UNKNOWN' }, {}] }],
    [{ components: [{ type: 5, text: { a: 1 }, extra: true }] }, { components: [{ extra: true }] }],
  ])('%j is kept as far as it can be read', async (more, kept) => {
    expect(await read(template('2', more))).toMatchObject([{ name: 'template_2', ...kept }]);
  });

  test('a button that cannot be read keeps its place, which an index counts', async () => {
    const buttons = [null, { type: 'URL', text: 7, url: 'https://a.example/{{1}}' }];
    expect(await read(template('2', { components: [{ type: 'BUTTONS', buttons }] }))).toMatchObject(
      [{ components: [{ buttons: [{ type: 'UNKNOWN' }, { type: 'URL', text: null }] }] }],
    );
  });

  test.each([null, 'text', {}, template('2', { name: 5 }), template('2', { language: null })])(
    '%j has no name and language, so it is left out',
    async (odd) => {
      expect(await read(odd)).toEqual([]);
    },
  );
});
