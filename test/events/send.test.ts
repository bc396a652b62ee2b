import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setImmediate as aMoment } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Agent } from 'undici';
import { guardedAgent } from '../../src/events/endpoint-guard.js';
import { send } from '../../src/events/send.js';
import { waitUntil } from '../support/wait-until.js';

let server: Server;
let agent: Agent;
let connections: number;
let behave: RequestListener;
beforeEach(async () => {
  connections = 0;
  server = createServer((request, response) => behave(request, response)).listen(0, '127.0.0.1');
  server.on('connection', () => (connections += 1));
  await once(server, 'listening');
  agent = guardedAgent({ allowInsecureUrls: true });
});
afterEach(async () => {
  await agent.destroy();
  server.closeAllConnections();
  server.close();
});

const post = (answerWithinMs?: number) =>
  send(
    {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?a=b`,
      headers: { 'content-type': 'application/json' },
      body: '{"ü":1}',
    },
    { agent, ...(answerWithinMs !== undefined && { answerWithinMs }) },
  );

test('posts the body to path and query, over a connection that is kept', async () => {
  const seen: unknown[] = [];
  behave = (request, response) => {
    request
      .setEncoding('utf8')
      .on('data', (body) => seen.push([request.method, request.url, body]));
    request.on('end', () => response.writeHead(200).end('thanks'));
  };

  expect(await post()).toMatchObject({ status: 200, body: 'thanks', error: null });
  // A connection is free a moment after its answer.
  await aMoment();
  await post();

  expect(seen).toEqual(Array.from({ length: 2 }, () => ['POST', '/hook?a=b', '{"ü":1}']));
  expect(connections).toBe(1);
});

test('what is said before the answer is not the answer', async () => {
  behave = (_, response) => {
    response.writeProcessing();
    response.writeHead(429, { 'retry-after': '7' }).end();
  };

  expect(await post()).toMatchObject({ status: 429, retryAfterMs: 7_000 });
});

test('an endless answer counts, its beginning is kept, and its connection is given up', async () => {
  let isClosed = false;
  behave = (_, response) => {
    response.writeHead(200);
    const drip = (): void => void response.write('a'.repeat(1_000), drip);
    drip();
    response.on('close', () => (isClosed = true));
    response.on('error', () => {});
  };

  expect(await post()).toMatchObject({ status: 200, body: 'a'.repeat(1_000), error: null });
  await waitUntil(() => Promise.resolve(isClosed), {
    timeoutMs: 5_000,
    describe: 'the connection to be closed',
  });
});

test('nobody knows of a request that is under way when the agent is destroyed', async () => {
  behave = () => void agent.destroy();

  expect(await post()).toBeNull();
});
