import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { openDatabase, type Database } from '../../../src/store/database.js';
import type { Intake } from '../../../src/webhooks/intake/intake.js';
import { startIntake, type StartIntakeOptions } from '../../../src/webhooks/intake/start-intake.js';
import { createTestDatabase } from '../../support/database.js';

export const SECRETS = ['secret-of-the-app', 'secret-before-rotation'];

/** A server that is nothing but the intake, over a database of its own. */
export interface IntakeHarness {
  readonly intake: Intake;
  readonly db: Database;
  readonly databaseUrl: string;
  readonly port: number;
  readonly logs: string[];
  post(body: Buffer | string, how?: How): Promise<Answer>;
  close(): Promise<void>;
}

export interface How {
  readonly path?: string;
  /** Signs with it; null: no signature. */
  readonly secret?: string | null;
  readonly headers?: Record<string, string>;
  /** Sends it without a declared length. */
  readonly chunked?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export const sign = (body: Buffer | string, secret = SECRETS[0] ?? ''): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

export async function startIntakeHarness(
  options: Partial<StartIntakeOptions> = {},
): Promise<IntakeHarness> {
  const database = await createTestDatabase();
  const db = openDatabase(database.url, { max: 4 });
  const logs: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logs.push(line) });
  const intake = startIntake({ db, databaseUrl: database.url, secrets: SECRETS, log, ...options });
  const server = createServer((incoming, response) => {
    if (!intake.handle(incoming, response)) response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    intake,
    db,
    databaseUrl: database.url,
    port,
    logs,
    post: (body, how) => post(port, body, how),
    async close() {
      server.closeAllConnections();
      server.close();
      await intake.close();
      await db.destroy();
      await database.drop();
    },
  };
}

/** One webhook, signed with the first secret unless told otherwise. */
export function post(
  port: number,
  body: Buffer | string,
  {
    path = '/webhooks/whatsapp',
    secret = SECRETS[0] ?? '',
    headers = {},
    chunked = false,
  }: How = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      port,
      host: '127.0.0.1',
      path,
      method: 'POST',
      agent: false,
      headers: {
        ...(secret === null ? {} : { 'x-hub-signature-256': sign(body, secret) }),
        ...(chunked ? {} : { 'content-length': Buffer.byteLength(body) }),
        ...headers,
      },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    const bytes = Buffer.from(body);
    if (chunked) outgoing.write(bytes.subarray(0, 1_000));
    outgoing.end(chunked ? bytes.subarray(1_000) : bytes);
  });
}
