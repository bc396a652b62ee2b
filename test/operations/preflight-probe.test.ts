import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { probeCallback } from '../../src/operations/preflight-probe.js';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

/** A callback that answers so; where it is. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?own=1`;
}
const ask = (url: string, more: Partial<Parameters<typeof probeCallback>[0]> = {}) =>
  probeCallback({ url, isOurs: false, verifyToken: undefined, allowInsecureUrls: true, ...more });
const parameter = (url: string | undefined, name: string) =>
  new URL(url ?? '/', 'http://x').searchParams.get(name);

describe('a callback is called as Meta calls it (facts/meta.md §4.1)', () => {
  test('the challenge back is a yes; its own parameters stay', async () => {
    const asked: string[] = [];
    const url = await serve(({ url: path = '' }, response) => {
      asked.push(path);
      response.end(parameter(path, 'hub.challenge'));
    });

    expect(await ask(url, { verifyToken: 'ours' })).toEqual({ kind: 'verified' });
    const [path] = asked;
    expect(parameter(path, 'own')).toBe('1');
    expect(parameter(path, 'hub.mode')).toBe('subscribe');
    expect(parameter(path, 'hub.verify_token')).toBe('ours');
    expect(parameter(path, 'hub.challenge')).toMatch(/^\d{10}$/);
  });

  test.each([
    [403, 'Forbidden', 'HTTP 403'],
    [200, 'hello', 'HTTP 200 without the challenge'],
    [302, '', 'HTTP 302'],
  ])('HTTP %i "%s" is a no', async (status, body, detail) => {
    const url = await serve((_, response) =>
      response.writeHead(status, { location: 'http://127.0.0.1:9/' }).end(body),
    );
    expect(await ask(url)).toEqual({ kind: 'not_verified', detail });
  });

  test('our own refusal of a made-up token shows that it is us, a stranger’s does not', async () => {
    const url = await serve((_, response) =>
      response.writeHead(401).end('{"error":"Error; wrong verify token"}'),
    );
    expect(await ask(url, { isOurs: true })).toEqual({ kind: 'verified' });
    expect(await ask(url, { isOurs: true, verifyToken: 'ours' })).toMatchObject({
      kind: 'not_verified',
    });
    expect(await ask(url)).toMatchObject({ kind: 'not_verified' });
  });

  test('a huge answer is not read to its end', async () => {
    const url = await serve((_, response) => {
      response.on('error', () => {});
      const more = (): void => {
        if (!response.destroyed) response.write('x'.repeat(65_536), more);
      };
      more();
    });
    expect(await ask(url)).toMatchObject({ kind: 'not_verified' });
  });

  test('nobody there is told in our words, without the address', async () => {
    const url = await serve((_, response) => response.destroy());
    expect(await ask(url)).toEqual({
      kind: 'unreachable',
      detail: 'the connection was closed without an answer',
    });
  });
});

describe('a stranger’s URL leads nowhere inside', () => {
  const inside = { kind: 'not_allowed', detail: 'it does not lead to the public internet.' };
  let calls = 0;
  const listen = () => serve((_, response) => (calls++, response.end()));

  test.each([
    ['its address', (url: string) => url],
    ['a name', (url: string) => url.replace('127.0.0.1', 'localhost')],
    [
      'IPv6 with an IPv4 address in it',
      (url: string) => url.replace('127.0.0.1', '[::ffff:127.0.0.1]'),
    ],
    ['another spelling', (url: string) => url.replace('127.0.0.1', '2130706433')],
    ['link-local', () => 'https://169.254.169.254/latest/meta-data'],
  ])('%s', async (_, spell) => {
    const url = spell(await listen());
    expect(await ask(url, { allowInsecureUrls: false })).toEqual(inside);
    expect(calls).toBe(0);
  });

  test('our own PUBLIC_URL may be inside', async () => {
    const url = await serve(({ url: path }, response) =>
      response.end(parameter(path, 'hub.challenge')),
    );
    expect(await ask(url, { allowInsecureUrls: false, isOurs: true })).toEqual({
      kind: 'verified',
    });
  });
});
