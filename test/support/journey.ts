import { randomInt } from 'node:crypto';
import type { Condition } from '../../src/onboarding/conditions.js';
import type { Explanation } from '../../src/onboarding/explanation.js';
import type { SeenCall, Truth } from './meta.js';
import { storedPin } from './connected-number.js';
import type { ApiAnswer, Stack } from './stack.js';
import { waitUntil } from './wait-until.js';
import { expectWellSaid } from './well-said.js';

/** What a journey needs of the product, whichever clock it runs on. */
export type Product = Pick<Stack, 'meta' | 'db' | 'vault' | 'api'>;

/** One number on its way, seen as its owner sees it: through HTTP, and through what Meta received. */
export interface Journey {
  readonly id: string;
  readonly wabaId: string;
  readonly token: string;
  /** Waits until the API shows this stage and returns the explanation. */
  untilStage(stage: string, timeoutMs?: number): Promise<Explanation>;
  untilReason(reason: string, timeoutMs?: number): Promise<Explanation>;
  onboarding(): Promise<Explanation>;
  /** Its last 200 rows, newest first. */
  timeline(): Promise<ApiAnswer>;
  /** Reasons in the order in which the timeline tells of them. */
  reasonsOnTheWay(): Promise<string[]>;
  seenByMeta(edge: string): Promise<SeenCall[]>;
  truth(): Promise<Truth>;
  pinAtMeta(): Promise<string | null>;
  storedPin(): Promise<string | null>;
  post(path: string, body?: unknown): Promise<ApiAnswer>;
  /** Looks at once, as the button does. */
  check(): Promise<Explanation>;
  patch(changes: Record<string, unknown>): Promise<ApiAnswer>;
  /** Changes what Meta knows of the number. */
  simulate(state: Record<string, unknown>): Promise<void>;
  condition(type: Condition['type']): Promise<Condition | undefined>;
  /** From now on. */
  fault(fault: Fault): Promise<void>;
}

/** Meta answers calls of the number so, the first `times` of them (default 1). */
export interface Fault {
  readonly method?: string;
  /** Part of the path; left out: the node itself and all its edges. */
  readonly path?: string;
  readonly times?: number;
  readonly effect: Readonly<Record<string, unknown>>;
}

const addFault = (
  { meta }: Product,
  number: string,
  { method, path, times = 1, effect }: Fault,
): Promise<unknown> =>
  meta.post('/faults', {
    match: { number, ...(method && { method }), ...(path && { path }) },
    times,
    effect,
  });

/** Part of the ids of this process: files run side by side on one Temporal server, where the number is the run's id. */
const RUN = String(randomInt(10_000)).padStart(4, '0');
let sequence = 0;
const TIMEOUT = 60_000;

/** Puts a number into the simulator, in a WABA with a token of its own, and posts it to the API. */
export async function connect(
  stack: Product,
  {
    scenario,
    simulated = {},
    waba = {},
    wishes = {},
    faults = [],
  }: {
    scenario: string;
    simulated?: Record<string, unknown>;
    waba?: Record<string, unknown>;
    wishes?: Record<string, unknown>;
    faults?: readonly Fault[];
  },
): Promise<Journey> {
  const nth = String(++sequence).padStart(4, '0');
  const id = `1065403${RUN}${nth}`;
  const wabaId = `2033544${RUN}${nth}`;
  const token = `EAAJOURNEYTOKEN${nth}${Math.random().toString(36).slice(2, 10)}`;
  await stack.meta.put(`/wabas/${wabaId}`, { token, ...waba });
  await stack.meta.put(`/numbers/${id}`, {
    waba_id: wabaId,
    display_phone_number: `+1 202-555-${nth}`,
    verified_name: 'Example Store',
    scenario,
    ...simulated,
  });
  for (const fault of faults) await addFault(stack, id, fault);
  const answer = await stack.api('POST', '/v1/numbers', {
    phone_number_id: id,
    waba_id: wabaId,
    access_token: token,
    ...wishes,
  });
  if (answer.status !== 202) throw new Error(`POST /v1/numbers → ${answer.status} ${answer.text}`);

  const read = async () => {
    const { body } = await stack.api('GET', `/v1/numbers/${id}`);
    const number = body as unknown as { onboarding: Explanation; conditions: Condition[] };
    expectWellSaid(number);
    return number;
  };
  const onboarding = async (): Promise<Explanation> => (await read()).onboarding;
  const until = async (
    what: 'stage' | 'reason',
    wanted: string,
    timeoutMs: number,
  ): Promise<Explanation> => {
    let last: Explanation | undefined;
    let unsaid: unknown;
    try {
      await waitUntil(
        async () => {
          try {
            last = await onboarding();
          } catch (error) {
            // Waiting longer would not mend a sentence.
            unsaid = error;
            return true;
          }
          return last[what] === wanted;
        },
        { timeoutMs, describe: `${scenario} to reach ${what} ${wanted}` },
      );
    } catch (cause) {
      throw new Error(
        `${scenario} is at ${last?.stage}/${last?.reason}, not ${wanted}: ${last?.explanation} ${JSON.stringify(last?.registration)}`,
        { cause },
      );
    }
    if (unsaid !== undefined) throw unsaid;
    return last as Explanation;
  };
  return {
    id,
    wabaId,
    token,
    onboarding,
    timeline: () => stack.api('GET', `/v1/numbers/${id}/timeline?limit=200`),
    untilStage: (stage, timeoutMs = TIMEOUT) => until('stage', stage, timeoutMs),
    untilReason: (reason, timeoutMs = TIMEOUT) => until('reason', reason, timeoutMs),
    async reasonsOnTheWay() {
      const { body } = await stack.api('GET', `/v1/numbers/${id}/timeline?limit=200`);
      const rows = body['data'] as { facts: { reason?: string } }[];
      return rows
        .toReversed()
        .flatMap(({ facts }) => (facts.reason === undefined ? [] : [facts.reason]));
    },
    seenByMeta: (edge) => stack.meta.calls(id, edge),
    truth: () => stack.meta.truth(id),
    pinAtMeta: async () => (await stack.meta.truth(id)).pin,
    storedPin: () => storedPin(stack.db, stack.vault, id),
    post: (path, body) => stack.api('POST', `/v1/numbers/${id}/${path}`, body),
    async check() {
      const { status, text } = await stack.api('POST', `/v1/numbers/${id}/check`);
      if (status !== 200) throw new Error(`check → ${status} ${text}`);
      return onboarding();
    },
    patch: (changes) => stack.api('PATCH', `/v1/numbers/${id}`, changes),
    async simulate(state) {
      await stack.meta.put(`/numbers/${id}`, state);
    },
    fault: async (fault) => void (await addFault(stack, id, fault)),
    condition: async (type) =>
      (await read()).conditions.find((condition) => condition.type === type),
  };
}
