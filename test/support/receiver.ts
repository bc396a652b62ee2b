import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request that an endpoint got. */
export interface Received {
  readonly headers: Record<string, string>;
  readonly body: string;
  // eslint-disable-next-line typescript/no-explicit-any -- tests look into events freely
  readonly event: any;
}

/** How an endpoint answers; it may also never do it. */
export type Behaviour = (response: ServerResponse, request: Received) => void;

/** Somebody's own endpoint for events. */
export interface Receiver {
  readonly url: string;
  /** Everything it got, in order of arrival. */
  readonly requests: Received[];
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
}

/** Answers with a status, and headers and a body if need be. */
export const answer =
  (status: number, headers: Record<string, string> = {}, body = ''): Behaviour =>
  (response) =>
    void response.writeHead(status, headers).end(body);

/** Starts an endpoint on this machine; it answers 204 until told otherwise. */
export async function startReceiver(): Promise<Receiver> {
  let behaviour: Behaviour = answer(204);
  const requests: Received[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const headers = request.headers as Record<string, string>;
    const received = { headers, body, event: JSON.parse(body) };
    requests.push(received);
    behaviour(response, received);
  };
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    requests,
    behave(next) {
      behaviour = next;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
