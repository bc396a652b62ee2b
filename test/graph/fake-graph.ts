import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** One request as it came over the wire. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** What the server does with one request. */
export type Reply =
  | { status?: number; json: unknown; headers?: Record<string, string> }
  | { status?: number; text: string }
  | 'silence' // takes the request and never answers
  | 'reset' // closes the connection before answering
  | 'reset_mid_reply'; // … in the middle of a 200

/** A real HTTP server that answers as scripted, the last reply again and again, and remembers what it was asked since. */
export interface FakeGraph {
  readonly baseUrl: string;
  readonly seen: SeenRequest[];
  script(...replies: Reply[]): void;
  close(): Promise<void>;
}

/** Starts a server on a free port. */
export async function startFakeGraph(): Promise<FakeGraph> {
  const seen: SeenRequest[] = [];
  let script: Reply[] = [];

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://graph');
      const text = Buffer.concat(chunks).toString();
      seen.push({
        method: request.method ?? '',
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: request.headers,
        body: text === '' ? undefined : JSON.parse(text),
      });
      answer(response, (script.length > 1 ? script.shift() : script[0]) ?? 'reset');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    script: (...replies) => {
      script = replies;
      seen.length = 0;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A refusal as Meta sends it. Source: facts/meta.md §1.0. */
export function refusal(code: number, more: Record<string, unknown> = {}, status = 400): Reply {
  const message = `(#${code}) Refused`;
  const error = { message, type: 'OAuthException', code, fbtrace_id: 'trace', ...more };
  return { status, json: { error } };
}

function answer(response: ServerResponse, reply: Reply): void {
  switch (reply) {
    case 'silence':
      return;
    case 'reset':
      response.destroy();
      return;
    case 'reset_mid_reply':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"success":');
      setImmediate(() => response.destroy());
      return;
    default: {
      const headers = 'headers' in reply ? reply.headers : {};
      response.writeHead(reply.status ?? 200, headers);
      response.end('json' in reply ? JSON.stringify(reply.json) : reply.text);
    }
  }
}
