/**
 * How many Graph calls a second one simulator process serves (simulator.md §5: 3,000 on two cores), beside a bare node:http
 * server that answers the same bytes in the same run. The ratios say more than the figures, which fall on a busy machine;
 * that of the processor time more than that of the calls, because whoever is slower also wakes its client for each answer.
 * Run: `node --import tsx bench/simulator.ts [seconds]`. The load comes from a second process. Exit code 1 where
 * it could not reach the target even with a core of its own.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startSimulator } from '../src/simulator/simulator.js';
import { median } from './median.js';
import { callForSeconds } from './raw-load.js';

const TARGET = 3_000;
const CONNECTIONS = 32;
const WARM_UP = 1;
const ROUNDS = 3;
const SECOND_IN_MICROS = 1_000_000;
const UNLIMITED = { unregistered: 1e9, registered: 1e9 };

/** A fleet as partners have it: many accounts with a few numbers each. */
const FLEET = { wabas: 100, numbersEach: 5 };
const FIELDS =
  'id,status,platform_type,code_verification_status,name_status,new_name_status,quality_rating,health_status,throughput{level},is_on_biz_app';

/** What the second process is told to do. */
interface Order {
  readonly port: number;
  readonly requests: readonly string[];
  readonly seconds: number;
}

if (process.send === undefined) await measure(Number(process.argv[2] ?? 2));
else process.once('message', (order: Order) => void obey(order));

async function measure(seconds: number): Promise<void> {
  const simulator = await startSimulator({ port: 0, callsPerHour: UNLIMITED });
  const requests = await putFleet(simulator.url);
  const sample = await fetch(`${simulator.url}${pathOf(requests)}`, {
    headers: { authorization: 'Bearer EAAfleet0' },
  });
  const bare = await startBareServer(await sample.text());

  // In turns, so that whatever else the machine does meets both alike.
  const rounds: { readonly bare: Measured; readonly graph: Measured }[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    rounds.push({
      bare: await callServer({ port: bare.port, requests, seconds }),
      graph: await callServer({ port: simulator.port, requests, seconds }),
    });
  }
  await simulator.close();
  bare.close();

  const graph = medianOf(rounds.map((round) => round.graph));
  const ratios = medianOf(
    rounds.map((round) => ({
      callsPerSecond: round.graph.callsPerSecond / round.bare.callsPerSecond,
      cpuMicros: round.bare.cpuMicros / round.graph.cpuMicros,
    })),
  );
  console.log(`simulator:       ${describe(graph)}; target ${TARGET} calls/s`);
  console.log(`bare node:http:  ${describe(medianOf(rounds.map((round) => round.bare)))}`);
  console.log(
    `ratio:           ${ratios.callsPerSecond.toFixed(2)} of its calls/s, ${ratios.cpuMicros.toFixed(2)} by processor time`,
  );
  // What it serves with a core to itself, whatever else this machine does.
  const capacity = SECOND_IN_MICROS / graph.cpuMicros;
  console.log(`capacity:        ${Math.round(capacity)} calls/s on a core of its own`);
  console.log(`medians of ${ROUNDS} rounds of ${seconds} s`);
  if (Math.max(graph.callsPerSecond, capacity) < TARGET) process.exitCode = 1;
}

/** What a round showed of one server. */
interface Measured {
  readonly callsPerSecond: number;
  /** Processor time of this process, servers only, for one call. */
  readonly cpuMicros: number;
}

function medianOf(measured: readonly Measured[]): Measured {
  return {
    callsPerSecond: median(measured.map((round) => round.callsPerSecond)),
    cpuMicros: median(measured.map((round) => round.cpuMicros)),
  };
}

function describe({ callsPerSecond, cpuMicros }: Measured): string {
  return `${Math.round(callsPerSecond)} calls/s, ${cpuMicros.toFixed(0)} µs of processor time a call`;
}

/** Makes the fleet, half of it registered, and the requests of one look at every number: node and subscription. */
async function putFleet(url: string): Promise<string[]> {
  const control = async (path: string, body: unknown): Promise<void> => {
    const init = { method: 'PUT', body: JSON.stringify(body) };
    const response = await fetch(`${url}/_sim/${path}`, init);
    if (!response.ok) throw new Error(await response.text());
    await response.arrayBuffer();
  };
  const requests: string[] = [];
  for (let waba = 0; waba < FLEET.wabas; waba++) {
    const token = `EAAfleet${waba}`;
    const wabaId = String(203_000_000_000_000 + waba);
    await control(`wabas/${wabaId}`, { token });
    for (let nth = 0; nth < FLEET.numbersEach; nth++) {
      const id = String(106_000_000_000_000 + waba * FLEET.numbersEach + nth);
      const isLive = waba % 2 === 0 && { status: 'CONNECTED', platform_type: 'CLOUD_API' };
      await control(`numbers/${id}`, { waba_id: wabaId, scenario: 'straight_through', ...isLive });
      requests.push(get(`/v24.0/${id}?fields=${FIELDS}&locale=en_US`, token));
    }
    requests.push(get(`/v24.0/${wabaId}/subscribed_apps?locale=en_US`, token));
  }
  return requests;
}

function get(path: string, token: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nAccept: application/json\r\n\r\n`;
}

function pathOf([first = '']: readonly string[]): string {
  return first.split(' ')[1] ?? '/';
}

async function startBareServer(text: string): Promise<{ port: number; close: () => void }> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json; charset=UTF-8');
    response.end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function callServer(order: Order): Promise<Measured> {
  const child = fork(fileURLToPath(import.meta.url));
  child.send(order);
  await answerOf(child);
  const before = process.cpuUsage();
  child.send('go');
  const served = await answerOf(child);
  const { user, system } = process.cpuUsage(before);
  return { callsPerSecond: served / order.seconds, cpuMicros: (user + system) / served };
}

/** The next number the child tells. @throws Error with what went wrong there */
async function answerOf(child: ChildProcess): Promise<number> {
  const [answer] = (await once(child, 'message')) as [number | string];
  if (typeof answer === 'string') throw new Error(answer);
  return answer;
}

/** Warms the server up, tells so, and measures when told to. */
async function obey({ port, requests, seconds }: Order): Promise<void> {
  const load = { port, requests, connections: CONNECTIONS };
  try {
    process.send?.(await callForSeconds({ ...load, seconds: WARM_UP }));
    await once(process, 'message');
    process.send?.(await callForSeconds({ ...load, seconds }));
  } catch (error) {
    process.send?.(String(error));
  }
  process.disconnect();
}
