import type { Explanation } from '../../src/onboarding/explanation.js';
import type { SeenCall, Truth } from './meta.js';
import { storedPin } from './connected-number.js';
import type { ApiAnswer, Stack } from './stack.js';
import { waitUntil } from './wait-until.js';

/** One number on its way, seen as its owner sees it: through HTTP, and through what Meta received. */
export interface Journey {
  readonly id: string;
  readonly token: string;
  /** Waits until the API shows this stage and returns the explanation. */
  untilStage(stage: string, timeoutMs?: number): Promise<Explanation>;
  untilReason(reason: string, timeoutMs?: number): Promise<Explanation>;
  onboarding(): Promise<Explanation>;
  /** Reasons in the order in which the timeline tells of them. */
  reasonsOnTheWay(): Promise<string[]>;
  seenByMeta(edge: string): Promise<SeenCall[]>;
  truth(): Promise<Truth>;
  pinAtMeta(): Promise<string | null>;
  storedPin(): Promise<string | null>;
  post(path: string, body?: unknown): Promise<ApiAnswer>;
}

let sequence = 0;
const TIMEOUT = 60_000;

/** Puts a number into the simulator, in a WABA with a token of its own, and posts it to the API. */
export async function connect(
  stack: Stack,
  {
    scenario,
    simulated = {},
    wishes = {},
  }: { scenario: string; simulated?: Record<string, unknown>; wishes?: Record<string, unknown> },
): Promise<Journey> {
  const nth = String(++sequence).padStart(4, '0');
  const id = `10654035223${nth}`;
  const wabaId = `20335444000${nth}`;
  const token = `EAAJOURNEYTOKEN${nth}${Math.random().toString(36).slice(2, 10)}`;
  await stack.meta.put(`/wabas/${wabaId}`, { token });
  await stack.meta.put(`/numbers/${id}`, {
    waba_id: wabaId,
    display_phone_number: `+1 202-555-${nth}`,
    verified_name: 'Example Store',
    scenario,
    ...simulated,
  });
  const answer = await stack.api('POST', '/v1/numbers', {
    phone_number_id: id,
    waba_id: wabaId,
    access_token: token,
    ...wishes,
  });
  if (answer.status !== 202) throw new Error(`POST /v1/numbers → ${answer.status} ${answer.text}`);

  const onboarding = async (): Promise<Explanation> =>
    (await stack.api('GET', `/v1/numbers/${id}`)).body['onboarding'] as Explanation;
  const until = async (
    what: 'stage' | 'reason',
    wanted: string,
    timeoutMs: number,
  ): Promise<Explanation> => {
    let last: Explanation | undefined;
    try {
      await waitUntil(
        async () => {
          last = await onboarding();
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
    return last as Explanation;
  };
  return {
    id,
    token,
    onboarding,
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
  };
}
