import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Response } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { checkMediaLink } from '../../../src/cli/doctor/check-media-link.js';
import type { GuardOptions } from '../../../src/events/endpoint-guard.js';

const IMAGE = 'https://images.example/a.png';

/** Answers by URL; what was asked, and under which guard, is in `asked`. */
function web(answers: Readonly<Record<string, Response>>) {
  const asked: [url: string, guard: GuardOptions][] = [];
  return {
    asked,
    get: (url: string | URL, _: unknown, guard: GuardOptions) => {
      asked.push([String(url), guard]);
      const answer = answers[String(url)];
      return answer === undefined
        ? Promise.reject(new TypeError('fetch failed', { cause: new Error('not public') }))
        : Promise.resolve(answer);
    },
  };
}
const of = (type: string, status = 200) =>
  new Response('x', { status, headers: { 'content-type': type } });
const to = (location: string, status = 302) =>
  new Response(null, { status, headers: { location } });

test.each([
  ['image', 'image/png', 'pass'],
  ['image', 'text/html', 'fail'],
  ['image', 'application/octet-stream', 'fail'],
  ['video', 'video/mp4', 'pass'],
  ['video', 'image/png', 'fail'],
  ['document', 'application/pdf', 'pass'],
  ['document', 'text/plain; charset=utf-8', 'pass'],
  ['document', 'text/html', 'fail'],
])('a link for %s that answers with %s: %s', async (kind, type, verdict) => {
  const { get } = web({ [IMAGE]: of(type) });
  const finding = await checkMediaLink(IMAGE, kind, { allowInsecureUrls: false, get });
  expect(finding).toMatchObject({
    check: `${kind} link`,
    verdict,
    detail: `${IMAGE} answers with ${type}`,
  });
});

test('one that answers with an error fails, whatever its type', async () => {
  const { get } = web({ [IMAGE]: of('image/png', 404) });
  expect(await checkMediaLink(IMAGE, 'image', { allowInsecureUrls: false, get })).toMatchObject({
    verdict: 'fail',
    detail: `${IMAGE} answers 404`,
  });
});

test('redirects are followed and shown, each under the guard of the link', async () => {
  const { get, asked } = web({
    [IMAGE]: to('/b.png', 301),
    'https://images.example/b.png': to('https://cdn.example/c.png', 307),
    'https://cdn.example/c.png': of('image/png'),
  });
  expect(await checkMediaLink(IMAGE, 'image', { allowInsecureUrls: false, get })).toMatchObject({
    verdict: 'pass',
    detail: `${IMAGE} → https://images.example/b.png → https://cdn.example/c.png answers with image/png`,
  });
  const strict = { allowInsecureUrls: false, allowLoopback: false };
  expect(asked.map(([, guard]) => guard)).toEqual([strict, strict, strict]);
});

test('a redirect that the guard refuses fails, and so does a circle', async () => {
  const inside = web({ [IMAGE]: to('http://169.254.169.254/') });
  expect(
    await checkMediaLink(IMAGE, 'image', { allowInsecureUrls: false, get: inside.get }),
  ).toMatchObject({
    verdict: 'fail',
    detail: `${IMAGE} → http://169.254.169.254/: not public`,
  });
  const circle = web({ [IMAGE]: to(IMAGE) });
  expect(
    await checkMediaLink(IMAGE, 'image', { allowInsecureUrls: false, get: circle.get }),
  ).toMatchObject({ verdict: 'fail', detail: expect.stringContaining('more than 3 times') });
  expect(circle.asked).toHaveLength(4);
});

test('nothing of this machine is asked unless that is allowed', async () => {
  let asked = 0;
  const server = createServer((_, response) => {
    asked++;
    response.writeHead(200, { 'content-type': 'image/png' }).end();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.png`;

  expect((await checkMediaLink(url, 'image', { allowInsecureUrls: false })).verdict).toBe('fail');
  expect(asked).toBe(0);
  expect((await checkMediaLink(url, 'image', { allowInsecureUrls: true })).verdict).toBe('pass');
  expect(asked).toBe(1);
});

test.each(['https://169.254.169.254/', 'https://10.0.0.1/a.png', 'http://169.254.169.254/'])(
  'in dev too, %s is not asked, neither as a link nor by a redirect',
  async (inside) => {
    const server = createServer((_, response) => {
      response.writeHead(302, { location: inside }).end();
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.png`;

    for (const link of [inside, here])
      expect(await checkMediaLink(link, 'image', { allowInsecureUrls: true })).toMatchObject({
        verdict: 'fail',
        detail: expect.stringMatching(/: The URL (leads to an address that is not|must begin)/),
      });
  },
);
