import { expect } from 'vitest';
import type { Journey, Product } from './journey.js';
import { waitUntil } from './wait-until.js';

/** Calls that cost something: attempts of Meta's ten, or a person's phone that rings. */
interface Calls {
  readonly register: number;
  readonly deregister?: number;
  readonly request_code?: number;
}

/** Meta saw exactly these calls, none of them did harm, and where we registered the number its PIN is ours. */
export async function expectCalls(
  number: Journey,
  { register, deregister = 0, request_code: requestCode = 0 }: Calls,
): Promise<void> {
  expect({
    register: (await number.seenByMeta('register')).length,
    deregister: (await number.seenByMeta('deregister')).length,
    request_code: (await number.seenByMeta('request_code')).length,
  }).toEqual({ register, deregister, request_code: requestCode });
  const truth = await number.truth();
  expect(truth.harm).toBe(0);
  const isOurs = truth.platform_type === 'CLOUD_API' && register > 0;
  if (isOurs) await expectOurPin(number);
}

/** One PIN, the same here and at Meta. */
export async function expectOurPin(number: Journey): Promise<void> {
  expect(await number.storedPin()).toMatch(/^\d{6}$/);
  expect(await number.pinAtMeta()).toBe(await number.storedPin());
}

/** Retry is refused, with the situation and the reason why, and Meta hears nothing of it. */
export async function expectRetryRefused(number: Journey): Promise<void> {
  const before = (await number.seenByMeta('register')).length;
  const { reason, next_actions: actions } = await number.onboarding();
  expect(actions.find(({ id }) => id === 'retry')?.allowed ?? false).toBe(false);

  const { status, body } = await number.post('retry', {});

  expect(status).toBe(409);
  expect(body).toMatchObject({ code: 'retry_not_allowed', onboarding: { reason } });
  expect(body['detail']).not.toMatch(/[{}]|undefined|null/);
  expect(await number.seenByMeta('register')).toHaveLength(before);
}

/** Retry is offered, says what it spends, and is accepted. */
export async function retry(number: Journey): Promise<void> {
  const { next_actions: actions } = await number.onboarding();
  expect(actions.find(({ id }) => id === 'retry')).toMatchObject({ allowed: true, why_not: null });
  const { status, text } = await number.post('retry', {});
  expect(status, text).toBe(202);
}

/** Waits until Meta has seen so many calls to this edge. */
export const untilCalls = (number: Journey, edge: string, calls: number): Promise<unknown> =>
  waitUntil(async () => (await number.seenByMeta(edge)).length === calls, {
    timeoutMs: 60_000,
    describe: `${calls} calls of ${edge}`,
  });

/** An event for the account's own systems, as the outbox holds it. */
export interface ToldEvent {
  readonly type: string;
  readonly cause: string;
  readonly actor: string | null;
  /** What `change` tells. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** The events of these types about the number, in order; every one of them shows the number in the same shape. */
export async function eventsOf(
  { db }: Pick<Product, 'db'>,
  number: Journey,
  ...types: readonly string[]
): Promise<ToldEvent[]> {
  const rows = await db
    .selectFrom('events')
    .innerJoin('numbers', 'numbers.id', 'events.number_id')
    .select(['events.type', 'events.data', 'events.cause'])
    .where('numbers.phone_number_id', '=', number.id)
    .where('events.type', 'like', 'number.%')
    .orderBy('events.created_at')
    .execute();
  for (const { data } of rows)
    expect(data['number']).toMatchObject({ id: number.id, onboarding: { evidence: {} } });
  return rows
    .filter(({ type }) => types.includes(type))
    .map(({ type, data, cause }) => ({
      type,
      cause: cause.kind,
      actor: cause.actor,
      facts: (data['change'] as { facts?: ToldEvent['facts'] } | undefined)?.facts ?? {},
    }));
}
