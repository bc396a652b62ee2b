/** Started by `bench/messages.ts`: an API server that is asked for messages, one after the other, from `read` to `stop`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../src/store/database.js';
import { ADMIN_KEY, startApi } from './messages-api.js';

const url = process.env['DATABASE_URL'] ?? '';
const db = openDatabase(url, { max: 5 });
const api = await startApi(db, url, 'http://127.0.0.1:1');
const headers = { authorization: `Bearer ${ADMIN_KEY}` };
let ids: readonly string[] = [];
let latencies: number[] = [];

process.on('message', (told: { read: string[] } | { stop: true }) => {
  if ('read' in told) {
    ids = told.read;
    return;
  }
  ids = [];
  process.send?.(latencies);
  latencies = [];
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');

for (let nth = 0; ; nth++) {
  await sleep(5);
  const id = ids[(nth * 7_919) % ids.length];
  if (id === undefined) continue;
  const startedAt = performance.now();
  const response = await fetch(`${api.url}/v1/messages/${id}`, { headers });
  await response.arrayBuffer();
  latencies.push(performance.now() - startedAt);
  if (response.status !== 200) throw new Error(`a read answered ${response.status}`);
}
