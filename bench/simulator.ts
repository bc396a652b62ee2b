/**
 * How many Graph calls a second one simulator process serves (simulator.md §5 asks for 3,000 on two cores).
 * Run: `node --import tsx bench/simulator.ts`. The load comes from a second process.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { fileURLToPath } from 'node:url';
import { startSimulator } from '../src/simulator/simulator.js';

const NUMBER = '106540352242922';
const FIELDS =
  'id,status,platform_type,code_verification_status,name_status,new_name_status,quality_rating,health_status,throughput{level},is_on_biz_app';
const CONNECTIONS = 32;
const WARM_UP = 1_500;
const MEASURED = 5_000;
const UNLIMITED = { unregistered: 1e9, registered: 1e9 };

const [, , url, token] = process.argv;
if (url === undefined || token === undefined) await measure();
else load(url, token);

async function measure(): Promise<void> {
  const simulator = await startSimulator({ port: 0, callsPerHour: UNLIMITED });
  const put = async (path: string, body: unknown): Promise<{ token?: string }> => {
    const init = { method: 'PUT', body: JSON.stringify(body) };
    return (await (await fetch(`${simulator.url}/_sim/${path}`, init)).json()) as {
      token?: string;
    };
  };
  const waba = await put('wabas/2033', {});
  await put(`numbers/${NUMBER}`, { waba_id: '2033', scenario: 'straight_through' });

  const child = fork(fileURLToPath(import.meta.url), [simulator.url, waba.token ?? '']);
  const [callsPerSecond] = (await once(child, 'message')) as [number];
  await simulator.close();
  console.log(`simulator: ${Math.round(callsPerSecond)} Graph calls/s, target 3000`);
  if (callsPerSecond < 3_000) process.exitCode = 1;
}

function load(base: string, bearer: string): void {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const path = `${base}/v24.0/${NUMBER}?fields=${FIELDS}`;
  const headers = { authorization: `Bearer ${bearer}` };
  let served = 0;
  const callForEver = () => {
    get(path, { agent, headers }, (response) => {
      response.resume();
      response.on('end', () => {
        served += response.statusCode === 200 ? 1 : 0;
        callForEver();
      });
    }).on('error', () => process.exit(1));
  };
  for (let opened = 0; opened < CONNECTIONS; opened++) callForEver();
  setTimeout(() => {
    served = 0;
    setTimeout(() => {
      process.send?.(served / (MEASURED / 1_000));
      process.exit();
    }, MEASURED);
  }, WARM_UP);
}
