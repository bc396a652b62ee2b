import type { LookupAddress } from 'node:dns';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import {
  AddressRefused,
  guardedAgent,
  guardedFetch,
  isPublicAddress,
  whyNotAllowed,
  type Resolve,
} from '../../src/events/endpoint-guard.js';
import { send } from '../../src/events/send.js';
import { answer, startReceiver } from '../support/receiver.js';

test.each([
  '8.8.8.8',
  '1.1.1.1',
  '172.15.0.1',
  '172.32.0.1',
  '100.128.0.1',
  '2606:4700:4700::1111',
  '2001:4860:4860::8888',
  '2a00:1450::1',
])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ['loopback', '127.0.0.1'],
  ['loopback', '127.255.255.254'],
  ['this network', '0.0.0.0'],
  ['this network', '0.1.2.3'],
  ['private', '10.0.0.1'],
  ['private', '172.16.0.1'],
  ['private', '172.31.255.255'],
  ['private', '192.168.1.1'],
  ['carrier-grade NAT', '100.64.0.1'],
  ['Alibaba metadata', '100.100.100.200'],
  ['link-local, metadata', '169.254.169.254'],
  ['IETF, Oracle metadata', '192.0.0.192'],
  ['documentation', '192.0.2.1'],
  ['documentation', '198.51.100.1'],
  ['documentation', '203.0.113.7'],
  ['6to4 relay', '192.88.99.1'],
  ['benchmarking', '198.18.0.1'],
  ['multicast', '224.0.0.1'],
  ['reserved', '240.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['Azure wire server', '168.63.129.16'],
  ['unspecified', '::'],
  ['loopback', '::1'],
  ['IPv4-mapped loopback', '::ffff:127.0.0.1'],
  ['IPv4-mapped public', '::ffff:8.8.8.8'],
  ['IPv4-mapped, hex', '::ffff:7f00:1'],
  ['IPv4-compatible', '::127.0.0.1'],
  ['IPv4-translated', '::ffff:0:127.0.0.1'],
  ['NAT64', '64:ff9b::7f00:1'],
  ['local NAT64', '64:ff9b:1::a00:1'],
  ['6to4', '2002:7f00:1::1'],
  ['Teredo', '2001:0:4136:e378::1'],
  ['unique-local', 'fd00:ec2::254'],
  ['unique-local', 'fc00::1'],
  ['link-local', 'fe80::1'],
  ['link-local with zone', 'fe80::1%eth0'],
  ['site-local', 'fec0::1'],
  ['multicast', 'ff02::1'],
  ['documentation', '2001:db8::1'],
  ['documentation', '3fff::1'],
  ['benchmarking', '2001:2::1'],
  ['discard', '100::1'],
  ['not routed', '4000::1'],
  ['nonsense', 'localhost'],
  ['octal', '010.0.0.1'],
  ['nothing', ''],
])('%s %s is not public', (_, address) => {
  expect(isPublicAddress(address)).toBe(false);
});

describe('the text of a URL', () => {
  test.each([
    'http://example.com/',
    'ftp://example.com/',
    'https://user@example.com/',
    'https://user:word@example.com/',
    'https://example.com/#part',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:169.254.169.254]/',
  ])('%s is refused', (url) => {
    expect(whyNotAllowed(new URL(url), false)).toMatch(/^It .*\.$/);
  });

  test('https to a name is fine, in dev plain http to this machine too', () => {
    expect(whyNotAllowed(new URL('https://example.com/hook?x=1'), false)).toBeNull();
    expect(whyNotAllowed(new URL('http://127.0.0.1:3000/'), true)).toBeNull();
    expect(whyNotAllowed(new URL('ftp://127.0.0.1:3000/'), true)).not.toBeNull();
  });
});

/** Something that listens on this machine, and how many have connected. */
async function startTrap() {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    async close() {
      server.close();
      await once(server, 'close');
    },
  };
}

/** A name server that gives these answers in turn. */
const lying =
  (...answers: LookupAddress[][]): Resolve =>
  (_, __, callback) =>
    callback(null, answers.length > 1 ? (answers.shift() ?? []) : (answers[0] ?? []));

const loopback = { address: '127.0.0.1', family: 4 };
const post = { headers: {}, body: '{}' };

describe('a connection', () => {
  test.each([
    ['a name of this machine', [loopback]],
    ['a name with a mapped address', [{ address: '::ffff:127.0.0.1', family: 6 }]],
  ])('to %s is not made', async (_, addresses) => {
    const trap = await startTrap();
    const agent = guardedAgent({ allowInsecureUrls: false, resolve: lying(addresses) });

    const sent = await send({ url: `https://innocent.example:${trap.port}/`, ...post }, { agent });

    expect(sent).toMatchObject({
      status: null,
      error: expect.stringContaining('not on the public'),
    });
    expect(trap.connections()).toBe(0);
    await agent.destroy();
    await trap.close();
  });

  test('is looked at each time: a name that answers differently later gains nothing', async () => {
    const trap = await startTrap();
    const asked: string[] = [];
    const turns = lying([{ address: '203.0.113.1', family: 4 }], [loopback]);
    const agent = guardedAgent({
      allowInsecureUrls: false,
      resolve: (hostname, options, callback) => {
        asked.push(hostname);
        turns(hostname, options, callback);
      },
    });
    const url = `https://rebinding.example:${trap.port}/`;

    for (let nth = 0; nth < 2; nth++)
      await send({ url, ...post }, { agent, answerWithinMs: 2_000 });

    expect(asked).toEqual(['rebinding.example', 'rebinding.example']);
    expect(trap.connections()).toBe(0);
    await agent.destroy();
    await trap.close();
  });

  test('to an address in the URL itself, or without TLS, is not made', async () => {
    const trap = await startTrap();
    for (const url of [`https://127.0.0.1:${trap.port}/`, `https://[::1]:${trap.port}/`]) {
      const wrong = guardedFetch(url, {}, { allowInsecureUrls: false });
      await expect(wrong).rejects.toMatchObject({ cause: expect.any(AddressRefused) });
    }
    const plain = guardedFetch(
      `http://innocent.example:${trap.port}/`,
      {},
      { allowInsecureUrls: false, resolve: lying([{ address: '203.0.113.1', family: 4 }]) },
    );
    await expect(plain).rejects.toMatchObject({ cause: expect.any(AddressRefused) });

    expect(trap.connections()).toBe(0);
    await trap.close();
  });

  test('where loopback is allowed, this machine is reached and nothing else that is not public', async () => {
    const guard = { allowInsecureUrls: false, allowLoopback: true };
    const trap = await startTrap();
    for (const url of [`http://127.0.0.1:${trap.port}/`, `https://innocent.example:${trap.port}/`])
      await expect(
        guardedFetch(url, {}, { ...guard, resolve: lying([loopback]) }),
      ).rejects.not.toMatchObject({ cause: expect.any(AddressRefused) });
    expect(trap.connections()).toBe(2);
    await trap.close();

    const metadata = [{ address: '169.254.169.254', family: 4 }];
    for (const [url, addresses] of [
      ['https://169.254.169.254/', metadata],
      ['https://192.168.1.1/', metadata],
      ['https://innocent.example/', metadata],
      ['http://innocent.example/', metadata],
      ['http://innocent.example/', [{ address: '8.8.8.8', family: 4 }]],
    ] as const)
      await expect(
        guardedFetch(url, {}, { ...guard, resolve: lying([...addresses]) }),
      ).rejects.toMatchObject({ cause: expect.any(AddressRefused) });
  });

  test('in dev this machine is reached, and a redirect is an answer', async () => {
    const receiver = await startReceiver();
    receiver.behave(answer(302, { location: 'http://169.254.169.254/' }, 'over there'));

    const response = await guardedFetch(
      receiver.url,
      { method: 'POST', body: '{}' },
      { allowInsecureUrls: true },
    );

    expect([response.status, await response.text()]).toEqual([302, 'over there']);
    await receiver.close();
  });
});
