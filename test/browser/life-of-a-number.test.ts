import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN_KEY, startStack, type Stack } from '../support/stack.js';
import { waitUntil } from '../support/wait-until.js';
import { accessibilityProblems } from './support/accessibility.js';
import {
  enterAt,
  screenshot,
  startBrowser,
  tabTo,
  typeAt,
  type TestBrowser,
} from './support/browser.js';

let stack: Stack;
let browser: TestBrowser;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack(), startBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await stack.close();
});

const WABA = '203354470000001';
const ID = '106540380000001';
const TOKEN = 'EAABROWSERTOKEN0001';

test('from the connect form through a wrong and a right code and a name review to live, without a reload, by keyboard', async () => {
  const { meta } = stack;
  await meta.put(`/wabas/${WABA}`, { token: TOKEN });
  await meta.put(`/numbers/${ID}`, {
    waba_id: WABA,
    display_phone_number: '+1 202-555-0142',
    verified_name: 'Ünïcode & <b>Söhne</b>',
    scenario: 'code_needed',
    name_status: 'PENDING_REVIEW',
    register_while_pending: 'refused',
  });
  const { page, complaints } = await browser.open();
  // From here on nothing but the keyboard.
  await page.goto(`${stack.config.PUBLIC_URL}/sign-in`);
  await typeAt(page, page.getByLabel('API key'), ADMIN_KEY);
  await typeAt(page, page.getByLabel('Your name'), 'Ada');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Needs you' }).waitFor();
  await enterAt(page, page.getByRole('link', { name: 'Connect a number' }));

  await typeAt(page, page.getByLabel('Access token'), TOKEN);
  await enterAt(page, page.getByRole('button', { name: 'Show its numbers' }));
  await page.getByRole('radio', { name: /Söhne/ }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await enterAt(page, page.getByRole('button', { name: 'Check first' }));
  await page
    .getByText('It can start')
    .or(page.getByText('Ready:'))
    .or(page.getByText('It would stop'))
    .waitFor();
  await screenshot(page, 'connect', { fullPage: false });
  await enterAt(page, page.getByRole('button', { name: 'Connect', exact: true }));
  await page.waitForURL(`**/numbers/${ID}`);
  await page.evaluate('window.loadedOnce = true');

  await page.getByRole('heading', { name: 'Your move: Send the code' }).waitFor();
  await enterAt(page, page.getByRole('button', { name: 'Send the code' }));
  const code = page.getByLabel('Six-digit code');
  await page.getByRole('heading', { name: 'Waiting for the customer: Enter the code' }).waitFor();
  await screenshot(page, 'code-needed');

  await typeAt(page, code, '000000');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('alert').textContent()).toMatch(/code/i);

  const right = await waitUntil(async () => (await meta.truth(ID)).codes.at(-1)?.code, {
    timeoutMs: 20_000,
    describe: 'a code at Meta',
  });
  await tabTo(page, code);
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(right);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Waiting for Meta' }).waitFor();
  await page.getByRole('listitem').filter({ hasText: 'Namenow' }).waitFor();
  await screenshot(page, 'name-in-review');

  await meta.post(`/numbers/${ID}/name-decision`, { decision: 'APPROVED', webhook: true });

  await page.getByRole('heading', { name: /is live$/ }).waitFor({ timeout: 60_000 });
  expect(await page.evaluate('window.loadedOnce')).toBe(true);
  expect(await page.locator('main b').count()).toBe(0);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
    'Ünïcode & <b>Söhne</b>',
  );
  expect(await accessibilityProblems(page)).toEqual([]);
  await screenshot(page, 'live');
  expect(complaints).toEqual([]);
});
