import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/onboarding/duration.js';
import { deliver, drainAll, envelope, messagesValue } from '../support/drain.js';
import {
  eventsOf,
  expectCalls,
  expectRetryRefused,
  retry,
  untilCalls,
} from '../support/expectations.js';
import { connect, type Journey } from '../support/journey.js';
import { passUntilLive, startVirtualStack, type VirtualStack } from '../support/virtual-stack.js';

/** What happens to numbers once they are live: found by the next look, and never worked against the number's owner (onboarding.md §3, 7, 8, X; §6). */
let stack: VirtualStack;

beforeAll(async () => {
  stack = await startVirtualStack();
});

afterEach(() => stack.forgetNumbers());

afterAll(() => stack.close());

/** Live, and then as much later as its scenario needs. */
async function live(
  scenario: string,
  afterMs: number,
  wishes: Record<string, unknown> = {},
): Promise<Journey> {
  const number = await connect(stack, { scenario, wishes });
  await passUntilLive(stack, number);
  await stack.pass(afterMs);
  await number.check();
  return number;
}
const isReason = async (number: Journey, reason: string) =>
  (await number.onboarding()).reason === reason;

test('banned_later: leaves live, waits on its owner, looks daily, writes nothing', async () => {
  const number = await live('banned_later', 2 * HOUR);
  await stack.pass(10 * MINUTE);

  const banned = await number.untilReason('number_banned');
  expect(banned).toMatchObject({ stage: 'activating', waiting_on: 'customer' });
  expect(banned.next_actions[0]).toMatchObject({ id: 'open_meta', allowed: true });
  await expectRetryRefused(number);
  await stack.pass(3 * DAY);
  await expectCalls(number, { register: 1 });
});

test('banned_reinstated: live again by the next daily look', async () => {
  const number = await live('banned_reinstated', 2 * HOUR);
  await number.untilReason('number_banned');

  await stack.passUntil(() => isReason(number, 'live'), { stride: 6 * HOUR, atMost: 4 * DAY });
  await expectCalls(number, { register: 1 });
});

test('deregistered_by_client: asks whose it is; Retry takes it back', async () => {
  const number = await live('deregistered_by_client', 2 * HOUR);
  const gone = await number.untilReason('deregistered_elsewhere');
  expect(gone).toMatchObject({ waiting_on: 'operator' });
  expect(gone.explanation).toMatch(/after 20\d\d-/);
  expect(gone.next_actions[0]).toMatchObject({ id: 'retry', allowed: true });
  await stack.pass(3 * DAY);
  expect(await number.onboarding()).toMatchObject({ stage: 'registering' });
  await expectCalls(number, { register: 1 });

  await retry(number);

  await passUntilLive(stack, number);
  await expectCalls(number, { register: 2 });
  expect(await eventsOf(stack, number, 'number.deregistered', 'number.attempt')).toMatchObject([
    { type: 'number.attempt', cause: 'api', facts: { outcome: 'accepted' } },
    { type: 'number.deregistered', facts: { by: 'elsewhere', reregister_policy: 'ask' } },
    { type: 'number.attempt', cause: 'api', actor: 'Platform key', facts: { outcome: 'accepted' } },
  ]);
});

test('deregistered_by_client with reregister_policy auto: taken back after two looks that agree', async () => {
  const number = await live('deregistered_by_client', 2 * HOUR, { reregister_policy: 'auto' });
  await number.untilReason('deregistered_elsewhere');
  await expectCalls(number, { register: 1 });

  await stack.pass(30 * MINUTE);

  await untilCalls(number, 'register', 2);
  await passUntilLive(stack, number);
  await expectCalls(number, { register: 2 });
});

test('deregistered_by_client, and the owner of this system decides for good: auto takes it back', async () => {
  const number = await live('deregistered_by_client', 2 * HOUR);
  await number.untilReason('deregistered_elsewhere');
  await stack.pass(DAY);
  await expectCalls(number, { register: 1 });

  expect((await number.patch({ reregister_policy: 'auto' })).status).toBe(200);

  await untilCalls(number, 'register', 2);
  await passUntilLive(stack, number);
  await expectCalls(number, { register: 2 });
});

test('taken_by_other_partner: left to the other partner', async () => {
  const number = await live('taken_by_other_partner', 25 * HOUR);

  await number.untilReason('deregistered_elsewhere');

  await stack.pass(3 * DAY);
  await expectCalls(number, { register: 1 });
});

test('taken_by_other_partner, and Retry: a person decided that it comes back, so the foreign PIN is replaced', async () => {
  const number = await live('taken_by_other_partner', 25 * HOUR);
  await number.untilReason('deregistered_elsewhere');

  await retry(number);

  await untilCalls(number, 'register', 3);
  await passUntilLive(stack, number);
  await expectCalls(number, { register: 3 });
});

test('taken_by_other_partner with reregister_policy auto: the foreign PIN is not replaced behind anybody’s back', async () => {
  const number = await live('taken_by_other_partner', 25 * HOUR, { reregister_policy: 'auto' });
  await stack.pass(30 * MINUTE);

  const needed = await number.untilReason('pin_needed');
  expect(needed).toMatchObject({ stage: 'registering', waiting_on: 'operator' });
  expect(await number.pinAtMeta()).toBe('918273');
  await stack.pass(3 * DAY);
  await expectCalls(number, { register: 2 });

  expect((await number.post('pin/replace', {})).status).toBe(200);
  await passUntilLive(stack, number);
  await expectCalls(number, { register: 3 });
});

test('migrated: closed, free for another owner, and not registered again', async () => {
  const number = await connect(stack, { scenario: 'migrated' });
  await passUntilLive(stack, number);
  await stack.pass(25 * HOUR);

  const gone = await number.untilReason('number_gone');

  expect(gone).toMatchObject({ stage: 'closed', waiting_on: 'none', next_check_at: null });
  expect(gone.explanation).toContain('moved to another account');
  expect(gone.next_actions.map(({ id }) => id)).toEqual(['add_again']);
  expect((await number.post('retry', {})).status).toBe(409);
  await stack.pass(2 * DAY);
  expect(await number.seenByMeta('register')).toHaveLength(1);
});

test('restricted_live: live, and says what Meta restricts', async () => {
  const number = await connect(stack, { scenario: 'restricted_live' });

  const restricted = await number.untilReason('restricted');

  expect(restricted).toMatchObject({ stage: 'live', waiting_on: 'customer' });
  expect(restricted.explanation).toContain('RESTRICTED');
  await expectCalls(number, { register: 0 });
});

test('restricted_later: live all the time, and no longer restricted once Meta lifts it', async () => {
  const number = await live('restricted_later', 2 * HOUR);
  expect(await number.untilReason('restricted')).toMatchObject({ stage: 'live' });

  await stack.passUntil(() => isReason(number, 'live'), { stride: 6 * HOUR, atMost: 4 * DAY });

  await expectCalls(number, { register: 1 });
});

test('quality_drops_later: a number that Meta flags goes on working', async () => {
  const number = await live('quality_drops_later', 2 * HOUR);

  expect(await number.onboarding()).toMatchObject({ stage: 'live', reason: 'live' });
  const { body } = await stack.api('GET', `/v1/numbers/${number.id}`);
  expect(JSON.stringify(body['health'])).toContain('"RED"');
  await expectCalls(number, { register: 1 });
});

test('payment_missing: live, and says what it cannot do; paid later, it is simply live', async () => {
  const number = await connect(stack, { scenario: 'payment_missing' });
  await passUntilLive(stack, number);
  const unpaid = await number.untilReason('payment_missing');
  expect(unpaid).toMatchObject({ stage: 'live', waiting_on: 'customer' });
  expect(await number.condition('can_send')).toMatchObject({
    status: 'not_met',
    reason: 'payment_missing',
  });
  expect(await number.condition('can_receive')).toMatchObject({ status: 'met' });

  await stack.meta.put(`/wabas/${number.wabaId}`, { payment_method: true });
  await stack.pass(7 * HOUR);

  await number.untilReason('live');
  await expectCalls(number, { register: 1 });
});

test('555_number: live, but cannot send before its name is approved', async () => {
  const number = await connect(stack, {
    scenario: '555_number',
    simulated: { display_phone_number: '+1 555-176-0042' },
  });
  await passUntilLive(stack, number);
  const unnamed = await number.untilReason('approved_name_required');
  expect(unnamed).toMatchObject({ stage: 'live', waiting_on: 'customer' });
  expect(await number.condition('can_send')).toMatchObject({ status: 'not_met' });

  await stack.pass(4 * DAY);

  await number.untilReason('live');
  await expectCalls(number, { register: 1 });
});

test('paused and resumed: nothing is asked of Meta in between', async () => {
  const number = await connect(stack, { scenario: 'slow_name_review' });
  await number.untilReason('name_pending_review');
  expect((await number.patch({ paused: true })).status).toBe(200);
  const paused = await number.untilReason('paused');
  expect(paused.next_actions[0]).toMatchObject({ id: 'resume', method: 'PATCH' });
  await expectRetryRefused(number);
  await stack.pass(5 * DAY);
  await expectCalls(number, { register: 1 });

  expect((await number.patch({ paused: false })).status).toBe(200);

  await passUntilLive(stack, number, 4 * DAY);
  await expectCalls(number, { register: 2 });
});

/** Meta tells that a message of the number failed, later than it was registered last. */
async function refuseMessage(number: Journey): Promise<void> {
  await stack.pass(2 * MINUTE);
  const timestamp = String(Math.floor(stack.now() / 1_000));
  const status = { id: `wamid.${timestamp}`, status: 'failed', timestamp, recipient_id: '1202' };
  const errors = [{ code: 133010, title: 'Account not registered' }];
  const value = messagesValue(number.id, { statuses: [{ ...status, errors }] });
  await deliver(stack.db, [envelope(number.wabaId, 'messages', value)], new Date(stack.now()));
  await drainAll(stack.db, { now: () => stack.now() });
}

/** Messages for the number came in at these instants, told of by one webhook now. */
async function receive(number: Journey, ...instants: readonly number[]): Promise<void> {
  const messages = instants.map((at) => ({
    id: `wamid.${number.id}.${at}`,
    from: '12025550199',
    timestamp: String(Math.floor(at / 1_000)),
    type: 'text',
    text: { body: 'Are you there?' },
  }));
  const value = messagesValue(number.id, { messages });
  await deliver(stack.db, [envelope(number.wabaId, 'messages', value)], new Date(stack.now()));
  await drainAll(stack.db, { now: () => stack.now() });
}

test('a busy number falls silent: says for how long, against what is usual, until something arrives', async () => {
  const number = await live('straight_through', 8 * DAY);
  const hourly = Array.from({ length: 8 * 24 }, (_, n) => stack.now() - n * HOUR);
  await receive(number, ...hourly);
  await stack.sweep();
  await stack.pass(5 * HOUR);
  await stack.sweep();
  expect(await isReason(number, 'live')).toBe(true);

  await stack.pass(2 * HOUR);
  await stack.sweep();

  const silent = await number.untilReason('silent');
  expect(silent).toMatchObject({ stage: 'live', waiting_on: 'operator' });
  expect(silent.explanation).toBe('Nothing has arrived for 7 hours; the usual gap is 60 minutes.');
  expect(silent.next_actions[0]).toMatchObject({ id: 'check', allowed: true });
  expect(await number.condition('can_receive')).toMatchObject({
    status: 'not_met',
    reason: 'silent',
  });
  await expectRetryRefused(number);
  // It stays so for every further look, and is told once.
  await stack.pass(2 * HOUR);
  await stack.sweep();
  expect((await number.check()).explanation).toContain('Nothing has arrived for 9 hours');
  expect(await eventsOf(stack, number, 'number.silent')).toHaveLength(1);

  await receive(number, stack.now());

  await number.untilReason('live');
  expect(await number.condition('can_receive')).toMatchObject({ status: 'met' });
  await expectCalls(number, { register: 1 });
});

const send = async (number: Journey): Promise<number> =>
  (
    await fetch(`${stack.meta.url}/v24.0/${number.id}/messages`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${number.token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        messaging_product: 'whatsapp',
        to: '+12025550188',
        type: 'text',
        text: { body: 'Hello' },
      }),
    })
  ).status;

test('send_133010_while_connected: registered once more by itself, then its messages leave', async () => {
  const number = await live('send_133010_while_connected', MINUTE);
  expect(await send(number)).toBe(400);

  await refuseMessage(number);

  await untilCalls(number, 'register', 2);
  await number.untilReason('live');
  expect(await send(number)).toBe(200);
  await expectCalls(number, { register: 2 });
});

test('send_133010_while_connected, whatever is done: once by itself, then a person', async () => {
  const number = await connect(stack, {
    scenario: 'send_133010_while_connected',
    simulated: { sends_refused: 'always' },
  });
  await passUntilLive(stack, number);
  await refuseMessage(number);
  await untilCalls(number, 'register', 2);
  await refuseMessage(number);

  const rejected = await number.untilReason('sender_rejected');
  expect(rejected).toMatchObject({ stage: 'live', waiting_on: 'operator' });
  expect(rejected.next_actions[0]).toMatchObject({ id: 'retry', allowed: true });
  expect(await number.condition('can_send')).toMatchObject({
    status: 'not_met',
    reason: 'sender_rejected',
  });
  await expectCalls(number, { register: 2 });

  await retry(number);
  await untilCalls(number, 'register', 3);
});

test('released while another account’s number needs it, the account stays subscribed; after the last it is not', async () => {
  const number = await live('straight_through', MINUTE);
  const other = { 'account-id': '2' };
  await stack.db
    .insertInto('accounts')
    .values({ id: '2', name: 'Another', created_at: new Date(stack.now()) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const second = `9${number.id.slice(1)}`;
  await stack.meta.put(`/numbers/${second}`, { waba_id: number.wabaId });
  const wishes = {
    phone_number_id: second,
    waba_id: number.wabaId,
    access_token: number.token,
  };
  expect((await stack.api('POST', '/v1/numbers', wishes, other)).status).toBe(202);

  expect((await stack.api('DELETE', `/v1/numbers/${number.id}?unsubscribe=true`)).status).toBe(202);
  await number.untilReason('released');
  expect(await number.truth()).toMatchObject({ webhook_override: null, subscribed: true });
  const { body } = await number.timeline();
  expect(body['data']).toContainEqual(
    expect.objectContaining({
      facts: expect.objectContaining({ not_undone: 'unsubscription (another number needs it)' }),
    }),
  );

  // Free for another account at once.
  const taken = { ...wishes, phone_number_id: number.id };
  expect((await stack.api('POST', '/v1/numbers', taken, other)).status).toBe(202);
  for (const id of [number.id, second]) {
    const path = `/v1/numbers/${id}?unsubscribe=true`;
    expect((await stack.api('DELETE', path, undefined, other)).status).toBe(202);
  }
  await stack.passUntil(async () => (await number.truth())['subscribed'] === false, {
    stride: MINUTE,
    atMost: HOUR,
  });
});

test('released with deregister and unsubscribe: everything of ours is gone at Meta; added again, it has the same PIN', async () => {
  const number = await live('straight_through', MINUTE);

  const path = `/v1/numbers/${number.id}?deregister=true&unsubscribe=true`;
  expect((await stack.api('DELETE', path)).status).toBe(202);

  const released = await number.untilReason('released');
  expect(released).toMatchObject({ stage: 'closed', waiting_on: 'none' });
  await expectCalls(number, { register: 1, deregister: 1 });
  expect(await number.truth()).toMatchObject({ webhook_override: null, subscribed: false });
  const { body } = await number.timeline();
  // What the looks in between saw change stands there too.
  const done = (body['data'] as { kind: string }[])
    .map(({ kind }) => kind)
    .filter((kind) => kind !== 'health_changed')
    .toReversed();
  expect(done.slice(-5)).toEqual([
    'release_requested',
    'override',
    'deregister',
    'unsubscribe',
    'stage_changed',
  ]);
  expect(await eventsOf(stack, number, 'number.deregistered', 'number.closed')).toMatchObject([
    { type: 'number.deregistered', cause: 'api', facts: { by: 'us' } },
    { type: 'number.closed', cause: 'api', actor: 'Platform key' },
  ]);

  const pin = await number.storedPin();
  const again = await stack.api('POST', '/v1/numbers', {
    phone_number_id: number.id,
    waba_id: number.wabaId,
  });
  expect(again.status, again.text).toBe(202);
  await passUntilLive(stack, number);
  await expectCalls(number, { register: 2, deregister: 1 });
  expect(await number.storedPin()).toBe(pin);
});
