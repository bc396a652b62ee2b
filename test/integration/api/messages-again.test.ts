import { Hono } from 'hono';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { GraphError, WriteOutcome } from '../../../src/graph/outcome.js';
import { platformActor } from '../../../src/operations/actor.js';
import { createSending } from '../../../src/sending/sending.js';
import type { ConsoleDependencies, UiEnv } from '../../../src/ui/context.js';
import { registerMessage } from '../../../src/ui/pages/message.js';
import { startHarness, type Harness } from './harness.js';
import { testVault } from '../../support/connected-number.js';

/** A message that is sent again, over HTTP and in the console. */
let api: Harness;
let ui: Hono<UiEnv>;
let number: string;
/** What Meta answers next. */
let answer: WriteOutcome;
let wamids = 0;
const DAY = 24 * 3_600_000;

const accepted = (): WriteOutcome => ({
  kind: 'accepted',
  body: { messages: [{ id: `wamid.again.${(wamids += 1)}` }] },
  usage: { percent: null, regainAccessMs: 0 },
});
const LOST: WriteOutcome = {
  kind: 'unknown',
  failure: { cause: 'timeout', httpStatus: null, message: 'no answer in time' },
};
const REFUSED: WriteOutcome = {
  kind: 'refused',
  error: {
    httpStatus: 400,
    code: 131026,
    subcode: null,
    type: null,
    message: 'Message undeliverable',
    title: null,
    userMessage: null,
    details: null,
    isTransient: false,
    fbtraceId: 'Atrace',
    retryAfterMs: null,
  } satisfies GraphError,
};

beforeAll(async () => {
  const vault = testVault();
  const sending = createSending(
    { graph: { sendMessage: () => Promise.resolve(answer) }, vault },
    { keepMs: 0 },
  );
  api = await startHarness({ vault, sending });
  const { db, clock } = api;
  ui = new Hono<UiEnv>();
  ui.use(async (c, next) => {
    c.set('actor', platformActor('Dana', 'request-of-dana'));
    c.set('accounts', []);
    await next();
  });
  // The page asks for no more than this.
  registerMessage(ui, { db, clock, vault, sending } as unknown as ConsoleDependencies);
});
afterAll(() => api.close());

beforeEach(async () => {
  number = await api.addNumber();
  await api.setNumber(number, { stage: 'live', reason: 'live' });
});

async function send(outcome: WriteOutcome): Promise<string> {
  answer = outcome;
  const json = { to: '+972504370045', text: 'שלום', force: true };
  const { body } = await api.call('POST', `/v1/numbers/${number}/messages`, { json });
  return body.id ?? body.message_id;
}
const get = async (id: string) => (await api.call('GET', `/v1/messages/${id}`)).body;
const again = (id: string, json?: unknown) =>
  api.call('POST', `/v1/messages/${id}/send-again`, json === undefined ? {} : { json });
const auditOf = async (id: string) =>
  (await api.call('GET', `/v1/audit?subject=message/${id}`)).body.data;

test('a message and the one in its place name each other, and it is offered once', async () => {
  const first = await send(REFUSED);
  expect(await get(first)).toMatchObject({ can_send_again: true, again_of: null, again_id: null });

  answer = accepted();
  const { body: second } = await again(first);

  expect(second).toMatchObject({ again_of: first, again_id: null });
  expect(await get(first)).toMatchObject({ can_send_again: false, again_id: second.id });
  const { body: list } = await api.call('GET', `/v1/messages?number_id=${number}`);
  expect(list.data.map(({ id, again_id }: Record<string, unknown>) => [id, again_id])).toEqual(
    expect.arrayContaining([
      [first, second.id],
      [second.id, null],
    ]),
  );
  // Who asks once more is shown the same one.
  expect((await again(first)).body.id).toBe(second.id);
});

test('sending again is audited once, whatever becomes of it; a usual send is kept with its message alone', async () => {
  const lost = await send(LOST);
  expect((await again(lost)).body.code).toBe('send_again_not_allowed');
  expect(await auditOf(lost)).toEqual([]);

  answer = REFUSED;
  expect((await again(lost, { force: true })).status).toBe(422);
  await again(lost, { force: true });

  expect(await auditOf(lost)).toMatchObject([
    {
      action: 'message.send_again',
      account_id: '1',
      request_id: expect.any(String),
      details: { number_id: number, status: 'unknown', force: true },
    },
  ]);
});

test('the console goes to the new message, also where Meta refuses it', async () => {
  const press = async (id: string) => {
    const response = await ui.request(`/messages/${id}/send-again`, { method: 'POST' });
    return [response.status, response.headers.get('location')];
  };
  const first = await send(REFUSED);
  answer = REFUSED;
  const pressed = await press(first);
  const { again_id: second } = await get(first);
  expect(pressed).toEqual([303, `/messages/${second}`]);
  expect(second).not.toBeNull();

  answer = accepted();
  const [status, path] = await press(second);
  expect([status, path]).toEqual([303, `/messages/${(await get(second)).again_id}`]);

  const page = await (await ui.request(`/messages/${second}`)).text();
  expect(page).toContain(`href="/messages/${first}"`);
  expect(page).toContain(`href="${path}"`);
  expect(page).not.toContain('/send-again"');
});

test('a message of which nothing was heard for a day is offered until it was sent again', async () => {
  const lost = await send(LOST);
  api.clock.at += DAY;
  expect(await get(lost)).toMatchObject({ can_send_again: true });
  answer = LOST;
  const { body } = await again(lost);
  expect(await get(lost)).toMatchObject({ can_send_again: false, again_id: body.id });
});
