import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type Journey } from '../../support/journey.js';
import {
  passUntilLive,
  startVirtualStack,
  type VirtualStack,
} from '../../support/virtual-stack.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

let stack: VirtualStack;
let number: Journey;
let people = 0;

beforeAll(async () => {
  stack = await startVirtualStack();
  number = await connect(stack, { scenario: 'straight_through' });
  await passUntilLive(stack, number);
}, 120_000);
afterAll(() => stack.close());

interface Entry {
  readonly kind: string;
  readonly at: string;
}

/** Sends while Meta refuses so often with this code, and lets time pass until the message ended. */
async function sendRefused(code: number, times: number, atMost: number) {
  const before = (await number.seenByMeta('messages')).length;
  await number.fault({ path: 'messages', times, effect: { code, is_transient: code === 131000 } });
  const sent = await number.post('messages', {
    to: `+9725043${String(70_000 + (people += 1))}`,
    text: 'hello',
    force: true,
  });
  expect(sent).toMatchObject({ status: 202, body: { status: 'retrying' } });
  const path = `/v1/messages/${String(sent.body['id'])}`;
  const message = await stack.passUntil(
    async () => {
      const { body } = await stack.api('GET', path);
      return body['status'] === 'retrying' ? null : body;
    },
    { stride: atMost / 10, atMost },
  );
  const { body } = await stack.api('GET', `${path}/timeline`);
  const entries = (body['data'] as Entry[]).filter(({ kind }) => kind.startsWith('send_'));
  const times_ = entries.map(({ at }) => Date.parse(at));
  return {
    message,
    calls: (await number.seenByMeta('messages')).length - before,
    /** Between one call and the next, rounded to seconds. */
    gaps: times_.slice(1).map((at, index) => Math.round((at - (times_[index] ?? at)) / SECOND)),
  };
}

/** Waits are at least what Meta asks for, and little more: the rest is this machine's. */
function expectGaps(gaps: readonly number[], wanted: readonly number[]): void {
  expect(gaps).toHaveLength(wanted.length);
  for (const [index, gap] of gaps.entries()) {
    expect(gap).toBeGreaterThanOrEqual(wanted[index] ?? 0);
    expect(gap).toBeLessThan((wanted[index] ?? 0) * 1.5 + 20);
  }
}

test('131056: 4^X seconds between the calls, then accepted', async () => {
  const { message, gaps } = await sendRefused(131056, 4, 10 * MINUTE);
  expect(message).toMatchObject({ status: 'accepted', wamid: expect.any(String), attempts: 5 });
  expectGaps(gaps, [1, 4, 16, 64]);
}, 60_000);

test('130429: backs off by seconds', async () => {
  const { message, gaps } = await sendRefused(130429, 2, 2 * MINUTE);
  expect(message).toMatchObject({ status: 'accepted' });
  expectGaps(gaps, [1, 2]);
}, 60_000);

test('131000: three times more, then it is said that we stopped', async () => {
  const { message, calls } = await sendRefused(131000, 9, 20 * MINUTE);
  expect(calls).toBe(4);
  expect(message).toMatchObject({
    status: 'failed',
    error: { code: 131000, stopped: expect.stringContaining('131000') },
    diagnosis: { code: 131000 },
  });
  await stack.meta.clearFaults();
}, 60_000);

test('a refusal for good ends the retries', async () => {
  await number.fault({ path: 'messages', times: 1, effect: { code: 130429 } });
  const { message, calls } = await sendRefused(131026, 1, 2 * MINUTE);
  expect({ message, calls }).toMatchObject({
    message: { status: 'failed', error: { code: 131026 } },
    calls: 2,
  });
}, 60_000);

test('a reply that is lost on a later call is not repeated either', async () => {
  await number.fault({ path: 'messages', times: 1, effect: { code: 130429 } });
  const before = (await number.seenByMeta('messages')).length;
  await number.fault({ path: 'messages', times: 1, effect: { reply: 'lost' } });
  const sent = await number.post('messages', { to: '+972504379999', text: 'hello', force: true });
  const path = `/v1/messages/${String(sent.body['id'])}`;
  await stack.passUntil(async () => (await stack.api('GET', path)).body['status'] === 'unknown', {
    stride: 10 * SECOND,
    atMost: 2 * MINUTE,
  });
  await stack.pass(30 * MINUTE);
  expect(await stack.api('GET', path)).toMatchObject({ body: { status: 'unknown', attempts: 2 } });
  expect((await number.seenByMeta('messages')).length - before).toBe(2);
}, 60_000);
