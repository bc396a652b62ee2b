import { expect, test } from 'vitest';
import { judgeSend } from '../../src/messaging/delivery-outcome.js';
import { afterRefusal, type SendRefusal } from '../../src/messaging/delivery-retry.js';
import { diagnosisRows } from '../../src/messaging/diagnoses/index.js';
import { describeClosedWindow, serviceWindow } from '../../src/messaging/window.js';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** The delays that a message meets which is refused with this code for ever. */
function delaysOf(
  code: number,
  { isTransient = false, retryAfterMs = null, ...said }: Partial<SendRefusal> = {},
) {
  const codes: number[] = [];
  const delays: number[] = [];
  for (let ageMs = 0; ;) {
    codes.push(code);
    const next = afterRefusal({ ...said, code, isTransient, retryAfterMs }, { codes, ageMs });
    if (next.kind === 'give_up') return { delays: delays.map((ms) => ms / SECOND), why: next.why };
    delays.push(next.delayMs);
    ageMs += next.delayMs;
  }
}

test('the pair limit waits 4^X seconds, X from 0 (facts/meta.md §1.17)', () => {
  expect(delaysOf(131056).delays).toEqual([1, 4, 16, 64, 256, 1_024, 4_096]);
});

test('131000 is tried three times more and no more (facts/meta.md §3.3)', () => {
  const { delays, why } = delaysOf(131000, { isTransient: true });
  expect(delays).toEqual([5, 25, 125]);
  expect(why).toContain('131000');
});

test('throughput backs off by seconds; an upgrade of it takes a minute', () => {
  expect(delaysOf(130429).delays).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
  expect(delaysOf(131057).delays).toEqual([90, 90, 90, 90]);
});

test.each([1, 2, 131016, 133004])('%i passes in minutes, or not at all', (code) => {
  expect(delaysOf(code).delays).toEqual([4, 16, 64, 256, 300, 300]);
});

test('each kind of refusal is met from its own beginning', () => {
  const refusal = { code: 131000, isTransient: true, retryAfterMs: null };
  expect(afterRefusal(refusal, { codes: [130429, 130429, 130429, 131000], ageMs: 0 })).toEqual({
    kind: 'retry',
    delayMs: 5 * SECOND,
  });
});

test('80008 waits as long as Meta says in its headers', () => {
  expect(delaysOf(80008, { retryAfterMs: 40 * 60 * SECOND }).delays[0]).toBe(2_400);
  expect(delaysOf(80008).delays[0]).toBe(300);
});

test.each([4, 17, 32, 341, 613, 80007, 80008, 80012])(
  '%i is throttling: tried for an hour at least (facts/meta.md §3.4)',
  (code) => {
    const { delays } = delaysOf(code);
    expect(delays.reduce((sum, delay) => sum + delay, 0)).toBeGreaterThanOrEqual(3_600);
  },
);

test('maintenance of an account passes in minutes, a throttled Flow by the hour', () => {
  expect(delaysOf(2494100).delays[0]).toBe(300);
  expect(delaysOf(100, { subcode: 2494100 }).delays[0]).toBe(300);
  expect(delaysOf(134101).delays).toEqual([600, 600, 600]);
  expect(delaysOf(132069).delays).toEqual([3_600, 3_600, 3_600, 3_600, 3_600]);
});

/** Repeating the send is not what these ask for, though waiting is; by code, subcode or text. */
const NOT_BY_SENDING_AGAIN: ReadonlySet<number | string> = new Set([
  // No answers to a send: a read, the webhooks, codes, PINs, registration, migration.
  'nonexisting field',
  'Before override',
  2388001,
  2388004,
  2388103,
  133008,
  133009,
  133015,
  133016,
  136024,
  // The number must be registered first.
  131045,
  // A day, days, or until a person lifts it: what should have come before is no use.
  131049,
  131064,
  132015,
]);

test.each(diagnosisRows.map((row) => [row.code, row.subcode, row.textIncludes, row] as const))(
  '%j/%j %j: what is done is what its diagnosis says',
  (...[code, subcode, texts, { retry }]) => {
    const given = [code, subcode, texts?.[0]].flat();
    const isDone = !given.some((one) => one !== undefined && NOT_BY_SENDING_AGAIN.has(one));
    for (const one of [subcode].flat()) {
      const { delays } = delaysOf(typeof code === 'number' ? code : code[0], {
        ...(one !== undefined && { subcode: one }),
        details: texts?.[0] ?? null,
      });
      expect(delays.length > 0).toBe(retry !== undefined && isDone);
    }
  },
);

test.each([
  131026, 132000, 132001, 132015, 131031, 131047, 131049, 130472, 190, 100, 133010, 999_999,
])('%i is not sent again', (code) => {
  expect(delaysOf(code)).toEqual({ delays: [], why: '' });
});

test('an unknown code that Meta calls transient is tried a few times', () => {
  expect(delaysOf(999_999, { isTransient: true }).delays).toHaveLength(4);
});

test('nothing is sent more than six hours late', () => {
  const history = { codes: [80008], ageMs: 5 * HOUR };
  const refusal = { code: 80008, isTransient: false, retryAfterMs: 2 * HOUR };
  expect(afterRefusal(refusal, history)).toMatchObject({
    kind: 'give_up',
    why: expect.stringContaining('six hours'),
  });
});

const accepted = (message: Record<string, unknown>) => ({
  kind: 'accepted' as const,
  body: { contacts: [{ input: '+5511987654321', wa_id: '551187654321' }], messages: [message] },
  usage: { percent: null, regainAccessMs: 0 },
});
const NEW = { codes: [], ageMs: 0 };

test.each([
  [{ id: 'wamid.1' }, 'accepted'],
  [{ id: 'wamid.1', message_status: 'accepted' }, 'accepted'],
  [{ id: 'wamid.1', message_status: 'held_for_quality_assessment' }, 'held'],
  [{ id: 'wamid.1', message_status: 'paused' }, 'held'],
  [{ id: 'wamid.1', message_status: 'something_new' }, 'accepted'],
])('%j is %s', (message, status) => {
  expect(judgeSend(accepted(message), NEW)).toMatchObject({
    kind: 'accepted',
    status,
    wamid: 'wamid.1',
    waId: '551187654321',
  });
});

test('a lost reply is never sent again; only what never left is', () => {
  const failure = { cause: 'timeout', httpStatus: null, message: 'no answer in time' } as const;
  expect(judgeSend({ kind: 'unknown', failure }, NEW).kind).toBe('unknown');
  expect(judgeSend({ kind: 'unknown', failure: { ...failure, httpStatus: 502 } }, NEW).kind).toBe(
    'unknown',
  );
  const refused = { ...failure, cause: 'network', notSent: true } as const;
  expect(judgeSend({ kind: 'unknown', failure: refused }, NEW).kind).toBe('retry');
  expect(judgeSend({ kind: 'unknown', failure: refused }, { codes: [], ageMs: HOUR }).kind).toBe(
    'not_sent',
  );
});

test('the window is open for 24 hours after the last message, and not at its end', () => {
  expect(serviceWindow(null, 0)).toMatchObject({ isOpen: false, closesAt: null });
  expect(serviceWindow(0, 24 * HOUR - 1).isOpen).toBe(true);
  expect(serviceWindow(0, 24 * HOUR).isOpen).toBe(false);
  expect(describeClosedWindow(serviceWindow(0, 24 * HOUR))).toContain('1970-01-02T00:00:00.000Z');
  expect(describeClosedWindow(serviceWindow(null, 0))).toContain('no message from this person');
});
