import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type RunningServer } from '../../src/server.js';
import { runCli } from '../support/cli.js';
import { connect, type Journey } from '../support/journey.js';
import { ADMIN_KEY, startStack, type Stack } from '../support/stack.js';
import { waitUntil } from '../support/wait-until.js';

/** Messages through HTTP, from the seed's case to every ending that the simulator knows; one number serves them all. */
let stack: Stack;
let number: Journey;

const TEMPLATE = {
  name: 'hina_invitation',
  language: 'he',
  status: 'APPROVED',
  category: 'UTILITY',
  components: [
    { type: 'HEADER', format: 'IMAGE' },
    { type: 'BODY', text: 'שלום {{1}}, הוזמנתם לחינה' },
    {
      type: 'BUTTONS',
      buttons: [{ type: 'URL', text: 'אישור', url: 'https://rsvp.example/{{1}}' }],
    },
  ],
};

const HELLO = {
  name: 'hello',
  language: 'en',
  components: [{ type: 'BODY', text: 'Hello {{1}}, welcome' }],
};

const BINDINGS = {
  hello: { name: 'hello', language: 'en', body: ['contact_name'] },
  invitation: {
    name: 'hina_invitation',
    language: 'he',
    header: { type: 'IMAGE', param: 'invitation_image_url' },
    body: ['contact_name'],
    buttons: [{ type: 'URL', index: 0, param: 'event_id' }],
  },
};

beforeAll(async () => {
  stack = await startStack();
  number = await connect(stack, {
    scenario: 'straight_through',
    waba: { templates: [TEMPLATE, HELLO] },
    simulated: { throughput: { level: 'HIGH' } },
  });
  await number.untilStage('live');
  for (const [key, binding] of Object.entries(BINDINGS)) {
    const bound = await stack.api('PUT', `/v1/template-bindings/${key}`, binding);
    if (bound.status >= 300) throw new Error(bound.text);
  }
});
afterAll(() => stack.close());

const INVITATION = {
  default_country: 'IL',
  template_key: 'invitation',
  params: {
    contact_name: 'דנה',
    invitation_image_url: 'https://cdn.example/hina.png',
    event_id: '42',
  },
  context: { event_id: '42' },
};
const send = (to: string) => number.post('messages', { ...INVITATION, to });
const read = async (id: unknown) => (await stack.api('GET', `/v1/messages/${String(id)}`)).body;
const until = (id: unknown, status: string) =>
  waitUntil(
    async () => {
      const message = await read(id);
      return message['status'] === status ? message : undefined;
    },
    { timeoutMs: 30_000, describe: `message ${String(id)} to be ${status}` },
  );

test('the seed’s case: a Hebrew invitation with image, name and button reaches 0504370045 and is read', async () => {
  const sent = await send('0504370045');
  expect(sent).toMatchObject({
    status: 201,
    body: { status: 'accepted', recipient: '+972504370045', wa_id: '972504370045' },
  });
  const message = await until(sent.body['id'], 'read');
  expect(message).toMatchObject({
    wamid: sent.body['wamid'],
    context: { event_id: '42' },
    sent_at: expect.any(String),
    delivered_at: expect.any(String),
    read_at: expect.any(String),
    error: null,
    pricing: { billable: true, category: 'utility' },
  });
  const timeline = await stack.api(
    'GET',
    `/v1/messages/${encodeURIComponent(String(sent.body['wamid']))}/timeline`,
  );
  expect((timeline.body['data'] as { kind: string }[]).map(({ kind }) => kind).toSorted()).toEqual([
    'created',
    'delivered',
    'read',
    'send_accepted',
    'sent',
  ]);
  const told = await stack.db
    .selectFrom('events')
    .select(['type', 'data'])
    .where('type', 'like', 'message.%')
    .execute();
  const own = told.filter(({ data }) => (data['message'] as { id: string }).id === message['id']);
  expect(own.map(({ type }) => type).toSorted()).toEqual(
    ['accepted', 'delivered', 'read', 'sent'].map((word) => `message.${word}`),
  );
});

test.each([
  ['+972500000000', 201, 'accepted', 'delivered', {}],
  ['+972500000002', 201, 'accepted', 'read', { delivered_at: null }],
  [
    '+972500000003',
    201,
    'accepted',
    'delivered',
    { is_contradictory: true, error: { code: 131026 } },
  ],
  ['+972500000004', 202, 'unknown', 'read', { accepted_at: expect.any(String) }],
  ['+972500000006', 201, 'held', 'read', {}],
  ['+972500000007', 201, 'held', 'read', {}],
  ['+972500132015', 201, 'held', 'failed', { error: { code: 132015 } }],
  ['+972500131026', 201, 'accepted', 'failed', { error: { code: 131026 } }],
  ['+972500131031', 201, 'accepted', 'failed', { error: { code: 131031 } }],
  ['+972500131047', 201, 'accepted', 'failed', { error: { code: 131047 } }],
  ['+972500131049', 201, 'accepted', 'failed', { error: { code: 131049 } }],
  ['+972500130429', 202, 'retrying', 'read', { attempts: 3 }],
  ['+972500131056', 202, 'retrying', 'read', { attempts: 3 }],
])('%s: %i %s, in the end %s', { concurrent: true }, async (to, code, first, last, more) => {
  const sent = await send(to);
  expect({ code: sent.status, status: sent.body['status'] }).toEqual({ code, status: first });
  const message = await until(sent.body['id'], last);
  if ('is_contradictory' in more)
    await waitUntil(async () => (await read(sent.body['id']))['is_contradictory'] === true, {
      timeoutMs: 30_000,
      describe: 'the contradiction',
    });
  expect(await read(message['id'])).toMatchObject(more);
  if (last === 'failed') {
    const { diagnosis, error } = message as Record<string, Record<string, unknown>>;
    expect(diagnosis).toMatchObject({ code: error?.['code'], known: true });
  }
});

test('…005: a message that Meta never had stays unknown and is not repeated', async () => {
  const before = (await number.seenByMeta('messages')).length;
  const sent = await send('+972500000005');
  expect(sent).toMatchObject({ status: 202, body: { status: 'unknown', can_send_again: false } });
  expect(await read(sent.body['id'])).toMatchObject({ status: 'unknown' });
  expect((await number.seenByMeta('messages')).length - before).toBe(1);
});

test.each([
  [132000, 422, 'parameters_mismatch'],
  [132015, 422, 'template_unusable'],
  [131031, 409, 'account_restricted'],
])('%i at once is told at once, with what it means', async (code, status, problem) => {
  await number.fault({ path: 'messages', effect: { code } });
  const refused = await send('0504370045');
  expect(refused).toMatchObject({
    status,
    body: { code: problem, graph: { code }, diagnosis: { code }, message_id: expect.any(String) },
  });
  expect(await read(refused.body['message_id'])).toMatchObject({ status: 'failed' });
});

test('ten servers asked at once with one Idempotency-Key send once', async () => {
  const log = pino({ level: 'silent' });
  const servers: RunningServer[] = [];
  try {
    for (let nth = 0; nth < 10; nth++)
      servers.push(await startServer({ ...stack.config, PORT: 0 }, log));
    const before = (await number.seenByMeta('messages')).length;
    const ask = async ({ url }: RunningServer): Promise<{ status: number; id: unknown }> => {
      const response = await fetch(`${url}/v1/numbers/${number.id}/messages`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${ADMIN_KEY}`,
          'content-type': 'application/json',
          'idempotency-key': 'ten-at-once',
        },
        body: JSON.stringify({ ...INVITATION, to: '0504370046' }),
      });
      const body = (await response.json()) as Record<string, unknown>;
      return { status: response.status, id: body['id'] };
    };
    const first = await Promise.all(servers.map(ask));
    // Those that came while it was running ask again, as they are told.
    const answers = await Promise.all(
      first.map(async (answer, nth) =>
        answer.status === 201
          ? answer
          : waitUntil(
              async () => {
                const again = await ask(servers[nth] as RunningServer);
                return again.status === 201 ? again : undefined;
              },
              { timeoutMs: 20_000, describe: 'the kept answer' },
            ),
      ),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect((await number.seenByMeta('messages')).length - before).toBe(1);
  } finally {
    await Promise.all(servers.map((server) => server.close()));
  }
});

/** With Dana as the contact. */
const doctor = (template: string, more: readonly string[] = [], environment = {}) =>
  runCli(
    `doctor --number ${number.id} --template ${template} --param contact_name=Dana`
      .split(' ')
      .concat(more),
    { ...stack.environment, ...environment },
  );
const TO_DANA = ['--send', '0504370045', '--country', 'IL'];
/** Other messages of this file may still be tried again meanwhile. */
const countToDana = async (): Promise<number> =>
  (await number.seenByMeta('messages')).filter(
    ({ request }) => (request as { to?: string }).to === '+972504370045',
  ).length;

test('the doctor sends one message and says each status as it comes', async () => {
  const { code, stdout, stderr } = await doctor('hello', TO_DANA);
  expect(stderr).toBe('');
  expect(stdout).toContain('"0504370045" was read with default_country IL: +972504370045');
  expect(stdout).toMatch(/^pass {2}number +The number.*\(read (just now|.* ago)\)$/m);
  expect(stdout).toMatch(/^(pass|skip) {2}last webhook/m);
  expect(stdout).toMatch(/^pass {2}template +"hello" is hello \(en\), and fits$/m);
  const gaps = ['sent', 'delivered', 'read'].map((word) =>
    new RegExp(`^ +${word} +\\+\\d+\\.\\d s, by Meta's clock \\d{4}-.*Z$`, 'm').test(stdout),
  );
  expect(gaps).toEqual([true, true, true]);
  expect(stdout).toMatch(/^pass {2}the message is read$/m);
  expect(code).toBe(0);
});

test('the doctor says of a message that failed what it means and what to do', async () => {
  const { code, stdout } = await doctor('hello', ['--send', '+972500131026']);
  const { meaning, fix } = (await stack.api('GET', '/v1/diagnoses/131026')).body;
  expect(stdout).toContain(`fail  131026 ${String(meaning)}\n      → ${String(fix)}`);
  expect(code).toBe(1);
});

test('the doctor says of a message that waits why, and when it is tried again', async () => {
  const { code, stdout } = await doctor('hello', ['--send', '+972500131000', '--wait', '0']);
  const { meaning, fix } = (await stack.api('GET', '/v1/diagnoses/131000')).body;
  expect(stdout).toContain('fail  the message is retrying. Meta refused the message for now');
  expect(stdout).toContain(`      131000 ${String(meaning)}\n      → ${String(fix)}`);
  expect(stdout).toMatch(/^ +The next attempt is at \d{4}-.*Z\.$/m);
  expect(stdout).not.toContain('reach the webhook');
  expect(code).toBe(1);
});

test('the doctor says of a message whose answer was lost that it is not sent again', async () => {
  const { code, stdout } = await doctor('hello', ['--send', '+972504370005', '--wait', '0']);
  expect(stdout).toMatch(/^fail {2}the message is unknown\. .*It is not sent again by itself/m);
  expect(stdout).not.toContain('reach the webhook');
  expect(code).toBe(1);
});

test('the doctor sends to a business-scoped user id', async () => {
  const { code, stdout } = await doctor('hello', ['--send', 'US.777042']);
  expect(stdout).toMatch(/^pass {2}recipient +US\.777042 is a business-scoped user id\.$/m);
  expect(stdout).toMatch(/^pass {2}the message is read$/m);
  expect(code).toBe(0);
  const seen = await number.seenByMeta('messages');
  expect(seen.map(({ request }) => request)).toContainEqual(
    expect.objectContaining({ recipient: 'US.777042' }),
  );
});

test('the doctor holds a key to its template and sends nothing where it does not fit', async () => {
  await stack.api('PUT', '/v1/template-bindings/misfit', { ...BINDINGS.hello, body: [] });
  const before = await countToDana();
  for (const more of [[], TO_DANA]) {
    const { code, stdout } = await doctor('misfit', more);
    expect(stdout).toMatch(/^fail {2}template +"misfit" is hello \(en\), and does not fit: \S/m);
    expect(code).toBe(1);
  }
  expect(await doctor('hello')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('"hello" is hello (en), and fits'),
  });
  expect(await countToDana()).toBe(before);
});

test('in production the doctor asks no address that is not public', async () => {
  const image = 'invitation_image_url=https://127.0.0.1:8443/a.png';
  const { code, stdout } = await doctor(
    'invitation',
    ['--param', 'event_id=42', '--param', image],
    {
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://ours.example',
      SIGNUP_SDK_URL: '',
    },
  );
  expect(stdout).toMatch(/^fail {2}image link .* that is not on the public internet\.$/m);
  expect(code).toBe(1);
});

test('the doctor sends nothing where a parameter is missing or an image does not answer', async () => {
  const before = await countToDana();
  const without = await doctor('invitation', TO_DANA);
  expect(without).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('invitation_image_url'),
  });
  const image = 'invitation_image_url=https://images.invalid/a.png';
  const parameters = ['--param', 'event_id=42', '--param', image];
  const unreachable = await doctor('invitation', [...TO_DANA, ...parameters]);
  expect(unreachable.stdout).toMatch(/^fail {2}image link/m);
  expect(unreachable.code).toBe(1);
  expect(await countToDana()).toBe(before);
});

test('190 ends the token for everybody: 409, and the number says so', async () => {
  await number.fault({ path: 'messages', effect: { code: 190 } });
  expect(await send('0504370045')).toMatchObject({ status: 409, body: { code: 'token_invalid' } });
});
