import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { waitUntil } from '../../support/wait-until.js';
import { SECRETS, sign, startIntakeHarness, type IntakeHarness } from './harness.js';

let meta: IntakeHarness;
beforeAll(async () => {
  meta = await startIntakeHarness();
});
beforeEach(async () => {
  await meta.db.deleteFrom('webhook_deliveries').execute();
});
afterAll(() => meta.close());

const rows = () => meta.db.selectFrom('webhook_deliveries').selectAll().orderBy('id').execute();
const BODY = '{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[]}]}';

describe('what Meta signed', () => {
  test('is stored as the bytes that came, waits for the drain, and is answered 200 without a body', async () => {
    const body = '{"name":"\\u05d3\\u05e0\\u05d4","url":"https:\\/\\/a" , "n":1.0}\n';

    const { status, text, headers } = await meta.post(body);

    expect([status, text, headers['content-length']]).toEqual([200, '', '0']);
    const [row, ...others] = await rows();
    expect(others).toEqual([]);
    expect(row?.body.toString()).toBe(body);
    expect(row).toMatchObject({
      route: 'app',
      signed_by: 1,
      processed_at: null,
      error: null,
      elements: null,
    });
    expect(Math.abs(Date.now() - (row?.received_at.getTime() ?? 0))).toBeLessThan(10_000);
  });

  test.each([
    ['/webhooks/whatsapp', 'app'],
    ['/whatsapp/webhook', 'app'],
    ['/webhooks/whatsapp?a=b', 'app'],
    ['/webhooks/whatsapp/106540352242922', '106540352242922'],
    ['/webhooks/whatsapp/+15550001111', '15550001111'],
    ['/webhooks/whatsapp/%2B15550001111', '15550001111'],
    ['/webhooks/whatsapp/%252B15550001111', '15550001111'],
    ['/webhooks/whatsapp/%2015550001111', '15550001111'],
    ['/webhooks/whatsapp/15550001111', '15550001111'],
  ])('at %s belongs to %s', async (path, route) => {
    expect((await meta.post(BODY, { path })).status).toBe(200);
    expect((await rows()).map((row) => row.route)).toEqual([route]);
  });

  test.each([
    '/webhooks/whatsapp/nobody',
    '/webhooks/whatsapp/',
    '/webhooks/whatsapp/%E0%A4%A',
    '/webhooks',
  ])('at %s is nothing of the intake', async (path) =>
    expect((await meta.post(BODY, { path })).status).toBe(404),
  );

  test('with a later secret of the list counts too, and the row says which', async () => {
    expect((await meta.post(BODY, { secret: SECRETS[1] ?? '' })).status).toBe(200);
    expect((await rows()).map((row) => row.signed_by)).toEqual([2]);
  });

  test.each([
    ['not JSON', 'hello'],
    ['cut off JSON', BODY.slice(0, -3)],
    ['empty', ''],
    ['a NUL', '{"a":"\0"}'],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ['nested 100,000 deep', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['of other types', '{"object":1,"entry":"x"}'],
    ['a bare null', 'null'],
  ])('but is %s is kept for the drain to mark', async (_, body) => {
    expect((await meta.post(body)).status).toBe(200);
    expect((await rows()).map((row) => row.body)).toEqual([Buffer.from(body)]);
  });
});

describe('what Meta did not sign', () => {
  const forged = { headers: { 'x-hub-signature-256': sign('something else') }, secret: null };
  test.each([
    ['no signature', { secret: null }],
    ['a signature of other bytes', forged],
    ['an unknown secret', { secret: 'a-guess' }],
    ['an empty secret', { secret: '' }],
    ['the old header only', { secret: null, headers: { 'x-hub-signature': sign(BODY) } }],
    ['too few digits', { headers: { 'x-hub-signature-256': sign(BODY).slice(0, -2) } }],
    ['no scheme', { headers: { 'x-hub-signature-256': sign(BODY).slice(7) } }],
    ['two signatures', { headers: { 'x-hub-signature-256': `${sign(BODY)}, ${sign(BODY)}` } }],
  ])('%s: 401, and nothing is stored', async (_, how) => {
    const { status, text, headers } = await meta.post(BODY, how);

    expect([status, JSON.parse(text).code]).toEqual([401, 'unauthenticated']);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(await rows()).toEqual([]);
  });

  test('a body that lost its end on the way: 401', async () => {
    const headers = { 'x-hub-signature-256': sign(BODY) };
    expect((await meta.post(BODY.slice(0, -1), { secret: null, headers })).status).toBe(401);
    expect(await rows()).toEqual([]);
  });

  test('a connection that breaks in the middle of a body leaves nothing', async () => {
    const before = meta.intake.stats().refused.broken;
    const socket = connect(meta.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(
      `POST /webhooks/whatsapp HTTP/1.1\r\nHost: a\r\nX-Hub-Signature-256: ${sign(BODY)}\r\nContent-Length: 500\r\n\r\n${BODY}`,
    );
    await waitUntil(() => meta.intake.stats().heldBytes > 0, {
      timeoutMs: 5_000,
      describe: 'the half body to be held',
    });
    socket.destroy();
    await waitUntil(() => meta.intake.stats().refused.broken > before, {
      timeoutMs: 5_000,
      describe: 'the broken request to be noticed',
    });
    await waitUntil(() => meta.intake.stats().heldBytes === 0, {
      timeoutMs: 5_000,
      describe: 'its room to be free again',
    });
    expect(await rows()).toEqual([]);
  });

  test('without a configured secret everything is, and one line says what to do', async () => {
    const open = await startIntakeHarness({ secrets: [] });
    try {
      expect((await open.post(BODY)).status).toBe(401);
      expect((await open.post(BODY, { secret: '' })).status).toBe(401);
      expect(open.logs.filter((line) => line.includes('META_APP_SECRET is not set'))).toHaveLength(
        1,
      );
    } finally {
      await open.close();
    }
  });
});

describe('the limit of 3 MiB', () => {
  const LARGEST = 3 * 1024 * 1024;

  test.each([false, true])('3 MiB exactly is taken (chunked: %s)', async (chunked) => {
    const body = Buffer.alloc(LARGEST, 'a');
    expect((await meta.post(body, { chunked })).status).toBe(200);
    const [row] = await rows();
    expect(row?.body.equals(body)).toBe(true);
  });

  test.each([false, true])('one byte more is 413 and not stored (chunked: %s)', async (chunked) => {
    const { status, text } = await meta.post(Buffer.alloc(LARGEST + 1, 'a'), { chunked });
    expect([status, JSON.parse(text).code]).toEqual([413, 'body_too_large']);
    expect(await rows()).toEqual([]);
    expect(meta.intake.stats().heldBytes).toBe(0);
  });

  test('an endless body is cut off while it is read', async () => {
    const before = meta.intake.stats().refused.too_large;
    const socket = connect(meta.port, '127.0.0.1');
    let answer = '';
    let sent = 0;
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.write(
      `POST /webhooks/whatsapp HTTP/1.1\r\nHost: a\r\nX-Hub-Signature-256: ${sign('')}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`;
    const more = (): void => {
      while (!socket.destroyed && socket.writable && socket.write(chunk)) sent += 65_536;
    };
    socket.on('drain', more);
    more();
    await closed;
    // Who goes on sending may be told by the reset alone: it can overtake the answer.
    expect(['', 'HTTP/1.1 413 ']).toContain(answer.slice(0, 13));
    expect(meta.intake.stats().refused.too_large).toBe(before + 1);
    expect(sent).toBeLessThan(40 * 1_048_576);
    expect(meta.intake.stats().heldBytes).toBe(0);
  });
});
