import { startSimulator } from '../../src/simulator/simulator.js';

/** What the simulator knows of a number, as far as tests ask. */
export interface Truth {
  readonly pin: string | null;
  readonly status: string;
  readonly platform_type: string;
  readonly codes: readonly { readonly code: string }[];
  readonly harm: number;
  readonly [name: string]: unknown;
}

/** One call that Meta received. */
export interface SeenCall {
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  readonly [name: string]: unknown;
}

/** A simulator of a test's own, through its control side. */
export interface Meta {
  readonly url: string;
  put(path: string, body: Record<string, unknown>): Promise<Record<string, unknown>>;
  post(path: string, body?: Record<string, unknown>): Promise<Record<string, unknown>>;
  truth(phoneNumberId: string): Promise<Truth>;
  /** Calls to this edge of the number, e.g. `register`. */
  calls(phoneNumberId: string, edge: string): Promise<SeenCall[]>;
  /** Lets so much of Meta's time pass at once. */
  advance(ms: number): Promise<void>;
  /** Sets Meta's clock forward to this instant. */
  setClock(at: number): Promise<void>;
  clearFaults(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a simulator on any port, with a call budget that tests with a compressed schedule do not exhaust. */
export async function startMeta(): Promise<Meta> {
  const simulator = await startSimulator({
    port: 0,
    callsPerHour: { unregistered: 100_000, registered: 100_000 },
  });
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${simulator.url}/_sim${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`simulator: ${method} ${path} → ${response.status} ${text}`);
    return text === '' ? {} : JSON.parse(text);
  };
  return {
    url: simulator.url,
    put: async (path, body) => (await control('PUT', path, body)) as Record<string, unknown>,
    post: async (path, body = {}) => (await control('POST', path, body)) as Record<string, unknown>,
    truth: async (id) => (await control('GET', `/numbers/${id}`)) as Truth,
    async calls(id, edge) {
      const answer = await control('GET', `/requests?number=${id}&method=POST`);
      return (answer as { data: SeenCall[] }).data.filter(({ path }) => path.endsWith(`/${edge}`));
    },
    advance: async (ms) => void (await control('POST', '/clock', { advance_ms: ms })),
    async setClock(at) {
      await fetch(`${simulator.url}/v24.0/1`, { headers: { 'X-Sim-Now': String(at) } });
    },
    clearFaults: async () => void (await control('DELETE', '/faults')),
    close: () => simulator.close(),
  };
}
