import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REASON_CODES, type ReasonCode } from '../../src/onboarding/reasons.js';
import type { Explanation } from '../../src/onboarding/explanation.js';
import { finishIntent } from '../../src/store/record-turn.js';
import { OUR_CALLBACK } from '../../src/store/tables.js';
import { NODE } from '../onboarding/world.js';
import { waitUntil } from '../support/wait-until.js';
import { ADMIN_KEY, startStack, type Stack } from '../support/stack.js';
import { accessibilityProblems } from './support/accessibility.js';
import { addAccount, addKey, storeNumberAt } from './support/number-at.js';
import {
  screenshot,
  signIn,
  startBrowser,
  type Person,
  type TestBrowser,
} from './support/browser.js';

let stack: Stack;
let browser: TestBrowser;
let operator: Person;

/** Stored as a turn would have stored them: nobody works behind these pages. */
const standing = new Map<ReasonCode, { id: string; explanation: Explanation }>();

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack({}, { withWorker: false }), startBrowser()]);
  for (const [index, reason] of REASON_CODES.entries()) {
    const id = `1065409${String(index).padStart(8, '0')}`;
    standing.set(reason, { id, explanation: await storeNumberAt(stack, reason, id) });
  }
  operator = await browser.open();
  await signIn(operator.page, stack.config.PUBLIC_URL, ADMIN_KEY, 'Ada');
});
afterAll(async () => {
  await browser.close();
  await stack.close();
});

const numberOf = (reason: ReasonCode) => {
  const number = standing.get(reason);
  if (number === undefined) throw new Error(`no number stands at ${reason}`);
  return { ...number, url: `${stack.config.PUBLIC_URL}/numbers/${number.id}` };
};

test.each(REASON_CODES)('%s: its sentence, and Retry as it may be pressed', async (reason) => {
  const { page } = operator;
  const { url, explanation } = numberOf(reason);

  await page.goto(url, { waitUntil: 'domcontentloaded' });

  expect(await page.locator('#live').textContent()).toContain(explanation.explanation);
  const retry = explanation.next_actions.find(({ id }) => id === 'retry');
  const button = page.locator('form[action$="/actions/retry"] button');
  expect(await button.count()).toBe(retry === undefined ? 0 : 1);
  if (retry === undefined) return;
  expect(await button.isEnabled()).toBe(retry.allowed);
  const beside = await page.locator('form[action$="/actions/retry"]').textContent();
  expect(beside).toContain(retry.allowed ? (retry.spends ?? '') : retry.why_not);
});

describe('pages', () => {
  test.each([
    ['needs-you', '/'],
    ['numbers', '/numbers'],
    ['overview', null],
    ['health', '/health'],
    ['timeline', '/timeline'],
    ['search', '/search?q=Shop'],
    ['setup', '/setup'],
  ])(
    '%s: nothing that axe-core finds, in the light, in the dark, at 360 px',
    async (name, path) => {
      const { page } = operator;
      const { PUBLIC_URL } = stack.config;
      const ofNumber = path === null || path === '/health' || path === '/timeline';
      const url = ofNumber ? `${numberOf('pin_needed').url}${path ?? ''}` : `${PUBLIC_URL}${path}`;
      await page.goto(url);
      expect(await accessibilityProblems(page)).toEqual([]);
      await screenshot(page, name);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await accessibilityProblems(page)).toEqual([]);
      await screenshot(page, `${name}-dark`);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize({ width: 360, height: 800 });
      const overflow = await page.evaluate('document.documentElement.scrollWidth');
      await screenshot(page, `${name}-360`);
      await page.setViewportSize({ width: 1280, height: 900 });
      expect(overflow).toBeLessThanOrEqual(360);
    },
  );

  test('a script in a display name is text', async () => {
    const { page } = operator;
    await page.goto(numberOf('live').url);

    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
      'Shop of live <script>alert(1)</script>',
    );
    expect(operator.complaints).toEqual([]);
  });

  test('a change in Postgres is on the page without a reload', async () => {
    const { page } = operator;
    const { id, url } = numberOf('in_progress');
    await page.goto(url);
    // Not waitForFunction: it evaluates in the page, which our Content Security Policy forbids.
    await waitUntil(
      () => page.evaluate("document.getElementById('stream')?._htmx?.sse?.status === 200"),
      { timeoutMs: 20_000, describe: 'the page to listen' },
    );

    const { explanation } = numberOf('pin_needed');
    await stack.db.transaction().execute(async (tx) => {
      await tx
        .updateTable('numbers')
        .set({ explanation: JSON.stringify({ ...explanation }), waiting_on: 'operator' })
        .where('phone_number_id', '=', id)
        .execute();
      await tx
        .selectFrom('numbers')
        .select((eb) => eb.fn('pg_notify', [eb.val('numbers'), eb.cast('id', 'text')]).as('told'))
        .where('phone_number_id', '=', id)
        .execute();
    });

    await page.getByRole('heading', { name: /^Your move: Enter the PIN/ }).waitFor();
    await page.getByLabel('Two-step PIN').fill('123456');
    expect(await page.getByLabel('Two-step PIN').inputValue()).toBe('123456');
  });
});

describe('needs you', () => {
  test('groups by what to do, counts the quiet rest, and a row’s button asks at once', async () => {
    const { page } = operator;
    await page.goto(stack.config.PUBLIC_URL);

    const inGroup = page
      .locator('section.group')
      .filter({ has: page.getByRole('heading', { name: /^Enter the PIN/ }) });
    expect(await inGroup.locator(`#number-${numberOf('pin_needed').id}`).count()).toBe(1);
    expect(await inGroup.locator(`#number-${numberOf('code_needed').id}`).count()).toBe(0);
    await page.getByRole('link', { name: /wait for Meta$/ }).waitFor();

    const row = page.locator(`#number-${numberOf('paused').id}`);
    await row.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Resumed.').waitFor();
    const audited = await stack.db
      .selectFrom('audit_log')
      .select(['actor', 'subject'])
      .where('action', '=', 'number.resume')
      .execute();
    expect(audited).toEqual([{ actor: 'Ada', subject: `number/${numberOf('paused').id}` }]);
  });

  test('what is for the customer is copied whole', async () => {
    const { page } = operator;
    const row = page.locator(`#number-${numberOf('payment_missing').id}`);
    await row.getByRole('button', { name: 'Copy message' }).click();
    await row.getByText('Copied').waitFor();

    const copied = await page.evaluate('navigator.clipboard.readText()');
    expect(copied).toContain(numberOf('payment_missing').explanation.explanation);
  });

  test('all are looked at with one press', async () => {
    const { page } = operator;
    await page.getByRole('button', { name: 'Check all of these now' }).click();
    await page.getByText(/^Looking at \d+ numbers now\.$/).waitFor();

    const asked = await stack.db
      .selectFrom('intents')
      .select('number_id')
      .where('kind', '=', 'check')
      .execute();
    expect(asked.length).toBeGreaterThan(20);
    await stack.db.deleteFrom('intents').where('kind', '=', 'check').execute();
  });
});

test('a webhook that goes elsewhere is registered from the health page', async () => {
  const { page } = operator;
  const { id, url } = numberOf('live');
  const { db } = stack;
  const callback = async (to: string) => {
    const callbacks = { read: true, phoneNumber: to, waba: null, application: null };
    await db
      .updateTable('numbers')
      .set({
        wanted_callback: OUR_CALLBACK,
        node: JSON.stringify({ ...NODE, callbacks }),
        conditions: '[]',
      })
      .where('phone_number_id', '=', id)
      .execute();
  };
  await callback('https://other.example/hook');
  await page.goto(`${url}/health`);
  await page.getByText('Webhook URL mismatch').waitFor();
  await screenshot(page, 'webhook-mismatch');

  await page.getByRole('button', { name: 'Register webhook' }).click();
  const intent = await waitUntil(
    () =>
      db.selectFrom('intents').selectAll().where('kind', '=', 'repair_webhooks').executeTakeFirst(),
    { timeoutMs: 20_000, describe: 'the wish' },
  );
  expect(intent.actor).toBe('Ada');
  // As the controller does.
  await callback(`${stack.config.PUBLIC_URL}/webhooks/whatsapp/${id}`);
  await finishIntent(db, { id: intent.id, state: 'done', code: null, message: 'Set.' }, Date.now());

  await page.getByText('Webhooks are being set.').waitFor();
  await page.goto(`${url}/health`);
  await page.getByText('Webhook configured successfully').waitFor();
});

describe('keys', () => {
  test('one that may only read sees no action', async () => {
    const { page, context } = await browser.open();
    await signIn(page, stack.config.PUBLIC_URL, await addKey(stack, '1', ['read']));

    await page.goto(numberOf('pin_needed').url);
    expect(await page.locator('main form').count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Connect a number' }).count()).toBe(0);
    // Whoever asks all the same is refused by the operation itself.
    const answer = await page.evaluate(
      `fetch('${numberOf('pin_needed').url}/actions/check', { method: 'POST', headers: { 'HX-Request': 'true', 'content-type': 'application/x-www-form-urlencoded' } }).then((r) => r.status)`,
    );
    expect(answer).toBe(403);
    await context.close();
  });

  test('a second account sees nothing of the first', async () => {
    const id = await addAccount(stack, 'Second');
    const { page, context } = await browser.open();
    await signIn(
      page,
      stack.config.PUBLIC_URL,
      await addKey(stack, id, ['read', 'operate', 'admin']),
    );

    await page.getByRole('heading', { name: 'No numbers yet' }).waitFor();
    await page.goto(`${stack.config.PUBLIC_URL}/numbers`);
    expect(await page.locator('.row').count()).toBe(0);
    const answer = await page.goto(numberOf('pin_needed').url);
    expect(answer?.status()).toBe(404);
    await page.goto(`${stack.config.PUBLIC_URL}/search?q=${numberOf('pin_needed').id}`);
    expect(await page.locator('.row').count()).toBe(0);
    await context.close();
  });

  test('another site’s form does nothing', async () => {
    const { context } = operator;
    const answer = await context.request.post(`${numberOf('pin_needed').url}/actions/check`, {
      headers: { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' },
      form: {},
    });
    expect(answer.status()).toBe(403);
    const checks = stack.db.selectFrom('intents').selectAll().where('kind', '=', 'check');
    expect(await checks.execute()).toEqual([]);
  });
});
