import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * An endpoint in a process of its own. `/count` answers at once and is counted; `/late` also keeps how long ago the event happened; `/hang`
 * never answers. Tells its port, then whenever it is asked what it counted.
 */
let count = 0;
const delays: number[] = [];

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (request.url === '/hang') return;
    if (request.url === '/late') {
      const { data } = JSON.parse(Buffer.concat(chunks).toString()) as { data: { at: number } };
      delays.push(Date.now() - data.at);
    }
    count += 1;
    response.writeHead(204).end();
  });
});
server.listen(0, '127.0.0.1', () =>
  process.send?.({ port: (server.address() as AddressInfo).port }),
);
process.on('message', () => process.send?.({ count, delays }));
process.on('disconnect', () => process.exit(0));
