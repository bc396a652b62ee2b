import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { onboardNumberId } from '../../src/workflows/names.js';
import { owners } from '../../src/store/vault.js';
import { connect, type Journey } from '../support/journey.js';
import { ADMIN_KEY, APP_SECRET, startStack, VERIFY_TOKEN, type Stack } from '../support/stack.js';
import { connectTemporal, type TemporalConnections } from '../support/temporal.js';

/** Tokens, PINs, codes, verify tokens and app secrets exist only encrypted (architecture §5). */
let stack: Stack;
let temporal: TemporalConnections;
const answers: string[] = [];

beforeAll(async () => {
  [stack, temporal] = await Promise.all([startStack(), connectTemporal()]);
});

afterAll(async () => {
  await stack.close();
  await temporal.close();
});

test('no secret stands in a history, a log, a row, or an answer', async () => {
  const verified = await connect(stack, {
    scenario: 'code_needed',
    wishes: { verification: { method: 'SMS', language: 'en_US' } },
  });
  const supplied = await connect(stack, {
    scenario: 'pin_left_by_previous_provider',
    wishes: { pin_policy: 'ask' },
  });
  const expired = await connect(stack, { scenario: 'token_expired' });
  const lost = await connect(stack, { scenario: 'reply_lost_on_register' });

  await verified.untilReason('code_needed');
  const code = (await verified.truth()).codes[0]?.code ?? '';
  await verified.post('code', { code: code === '131313' ? '242424' : '131313' });
  await verified.post('code', { code });
  await supplied.untilReason('pin_needed');
  const foreignPin = (await supplied.pinAtMeta()) ?? '';
  await stack.api('PUT', `/v1/numbers/${supplied.id}/pin`, { pin: foreignPin });
  await Promise.all([
    verified.untilStage('live'),
    supplied.untilStage('live'),
    lost.untilStage('live'),
    expired.untilReason('token_invalid'),
  ]);

  const numbers = [verified, supplied, expired, lost];
  for (const number of numbers) await readEverything(number);
  const places: Record<string, string> = {
    'the histories': (await Promise.all(numbers.map(history))).join('\n'),
    'the logs': stack.logs.join('\n'),
    'the rows': await everyRow(),
    'the answers': answers.join('\n'),
  };
  // The search itself must be able to find something in each place.
  for (const [where, text] of Object.entries(places)) {
    expect(text.includes(where === 'the logs' ? '/v1/numbers' : verified.id), where).toBe(true);
  }

  const secrets: Record<string, string> = {
    'the app secret': APP_SECRET,
    'the admin key': ADMIN_KEY,
    'the app-level verify token': VERIFY_TOKEN,
    'a code': code,
    'a supplied PIN': foreignPin,
    'a generated PIN': (await verified.storedPin()) ?? '',
    'another PIN': (await lost.storedPin()) ?? '',
    'an access token': verified.token,
    'an expired token': expired.token,
    "a number's verify token": await verifyToken(verified),
  };
  for (const [what, secret] of Object.entries(secrets)) {
    expect(secret.length, what).toBeGreaterThanOrEqual(6);
    for (const [where, text] of Object.entries(places)) {
      expect(containsSecret(text, secret), `${what} stands in ${where}`).toBe(false);
    }
  }
});

/** Digits count only as a whole number: six of them stand in many an id by chance. */
function containsSecret(text: string, secret: string): boolean {
  return /^\d+$/.test(secret)
    ? new RegExp(`(?<![\\d.])${secret}(?!\\d)`).test(text)
    : text.includes(secret);
}

async function readEverything({ id }: Journey): Promise<void> {
  for (const path of ['', '/timeline?limit=200', '/health']) {
    answers.push((await stack.api('GET', `/v1/numbers/${id}${path}`)).text);
  }
  answers.push((await stack.api('POST', `/v1/numbers/${id}/code`, { code: '12345' })).text);
}

/** The whole history with its payloads decoded. */
async function history({ id }: Journey): Promise<string> {
  const { events } = await temporal.client.workflow.getHandle(onboardNumberId(id)).fetchHistory();
  return JSON.stringify(events, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value,
  );
}

async function everyRow(): Promise<string> {
  const tables = await sql<{
    name: string;
  }>`select tablename as name from pg_tables where schemaname = 'public'`.execute(stack.db);
  const texts: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await sql<{
      row: string;
    }>`select to_jsonb(t)::text as row from ${sql.table(name)} t`.execute(stack.db);
    texts.push(...rows.map(({ row }) => row));
  }
  return texts.join('\n');
}

async function verifyToken({ id }: Journey): Promise<string> {
  const row = await stack.db
    .selectFrom('numbers')
    .select(['id', 'encrypted_verify_token'])
    .where('phone_number_id', '=', id)
    .executeTakeFirstOrThrow();
  return stack.vault.decrypt(row.encrypted_verify_token, owners.verifyToken(row.id));
}
