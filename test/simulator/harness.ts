import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.js';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Ids as the real ones look (facts/meta.md §1.0). */
export const NUMBER = '106540352242922';
export const WABA = '203354440000001';
export const APP = '4455667788990011';
export const APP_SECRET = 'test-app-secret';
export const RIGHT_PIN = '012345';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** A JSON answer; what tests reach into has its type, the rest is compared. */
export interface Body {
  readonly error: {
    readonly code: number;
    readonly error_subcode?: number;
    readonly message: string;
    readonly error_user_title?: string;
    readonly error_user_msg?: string;
  };
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly paging: { readonly next?: string; readonly previous?: string };
  readonly health_status: Health;
  readonly [name: string]: unknown;
}

export interface Health {
  readonly can_send_message: string;
  readonly entities: readonly {
    readonly entity_type: string;
    readonly additional_info?: readonly string[];
    readonly errors?: readonly { readonly error_code: number }[];
  }[];
}

/** What the control side says about a number. */
export interface Truth {
  readonly pin: string | null;
  readonly codes: readonly { readonly code: string }[];
  readonly register_attempts_used: number;
  readonly [name: string]: unknown;
}

interface CallOptions {
  readonly token?: string | null;
  readonly headers?: Record<string, string>;
  readonly query?: Record<string, string>;
}

/** A client of a simulator: the Graph side as an outsider sees it, and the control side. */
export class Client {
  token = '';
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  async graph(
    method: string,
    path: string,
    body?: unknown,
    options: CallOptions = {},
  ): Promise<Answer> {
    const url = new URL(`${this.url}/v24.0/${path}`);
    const isEnglish = { locale: 'en_US', ...options.query };
    for (const [name, value] of Object.entries(isEnglish)) url.searchParams.set(name, value);
    const token = options.token === undefined ? this.token : options.token;
    return await this.send(url, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...options.headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  async send(url: URL | string, init: RequestInit): Promise<Answer> {
    const response = await fetch(url, init);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    const body = (isJson ? JSON.parse(text) : { text }) as Body;
    return { status: response.status, headers: response.headers, body };
  }

  async sim(method: string, path: string, body?: unknown): Promise<Answer> {
    return await this.send(`${this.url}/_sim/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  /** Puts a number of a scenario on the test's WABA. */
  async number(scenario: string, more: Record<string, unknown> = {}, id = NUMBER): Promise<void> {
    const answer = await this.sim('PUT', `numbers/${id}`, { waba_id: WABA, scenario, ...more });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  }

  async advance(milliseconds: number): Promise<void> {
    await this.sim('POST', 'clock', { advance_ms: milliseconds });
  }

  async truth(id = NUMBER): Promise<Truth> {
    const { body } = await this.sim('GET', `numbers/${id}`);
    return body as unknown as Truth;
  }

  async node(fields: string, id = NUMBER): Promise<Body> {
    return (await this.graph('GET', id, undefined, { query: { fields } })).body;
  }

  async register(pin = RIGHT_PIN): Promise<Answer> {
    return await this.graph('POST', `${NUMBER}/register`, { messaging_product: 'whatsapp', pin });
  }
}

/** One simulator for a file, emptied before each test; its app and WABA exist and the client holds the WABA's token. */
export function useSimulator(): Client {
  let simulator: Simulator;
  const client = new Client('');
  beforeAll(async () => {
    simulator = await startSimulator({ port: 0 });
    Object.assign(client, { url: simulator.url });
  });
  beforeEach(async () => {
    await client.sim('POST', 'reset');
    await client.sim('PUT', `apps/${APP}`, { secret: APP_SECRET });
    const waba = await client.sim('PUT', `wabas/${WABA}`, { name: 'Example Store' });
    client.token = String(waba.body['token']);
  });
  afterAll(async () => await simulator.close());
  return client;
}

export interface Received {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly raw: string;
}

/** A webhook receiver that answers Meta's challenge and keeps what it is sent. */
export class Receiver {
  readonly received: Received[] = [];
  readonly challenges: URL[] = [];
  /** What it answers to a delivery. */
  status = 200;
  /** What it answers to a challenge; undefined = the challenge itself. */
  verification: { status: number; body: string } | undefined;
  #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', this.url);
      if (request.method === 'GET') {
        this.challenges.push(url);
        const answer = this.verification;
        response.statusCode = answer?.status ?? 200;
        response.end(answer?.body ?? url.searchParams.get('hub.challenge'));
        return;
      }
      let raw = '';
      request.on('data', (chunk: Buffer) => (raw += chunk.toString('latin1')));
      request.on('end', () => {
        this.received.push({ path: url.pathname, headers: request.headers, raw });
        response.statusCode = this.status;
        response.end();
      });
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  clear(): void {
    this.received.length = 0;
    this.challenges.length = 0;
    this.status = 200;
    this.verification = undefined;
  }
}

/** A receiver for a file, forgetful between tests. */
export function useReceiver(): Receiver {
  const receiver = new Receiver();
  beforeAll(async () => await receiver.open());
  beforeEach(() => receiver.clear());
  afterAll(async () => await receiver.close());
  return receiver;
}
