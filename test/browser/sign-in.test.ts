import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN_KEY, startStack, type Stack } from '../support/stack.js';
import { accessibilityProblems } from './support/accessibility.js';
import { screenshot, signIn, startBrowser, type TestBrowser } from './support/browser.js';

let stack: Stack;
let browser: TestBrowser;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack({}, { withWorker: false }), startBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await stack.close();
});

test('an API key signs in, and signing out ends it', async () => {
  const url = stack.config.PUBLIC_URL;
  const { page, context, complaints } = await browser.open();

  await page.goto(`${url}/numbers?stage=live`);
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  expect(await accessibilityProblems(page)).toEqual([]);
  await screenshot(page, 'sign-in');

  await page.getByLabel('API key').fill('of nobody');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('alert').textContent()).toContain('unknown or was revoked');

  await signIn(page, url, ADMIN_KEY, 'Ada');
  await page.getByRole('heading', { name: 'Needs you' }).waitFor();
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
  expect(decodeURIComponent(cookie?.value ?? '')).not.toContain(ADMIN_KEY);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in');
  await page.goto(url);
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  expect(complaints).toEqual([]);
});

test('before there is any key the page says what is still to be done', async () => {
  const bare = await startStack(
    { ADMIN_API_KEY: '', META_APP_SECRET: '', META_APP_ID: '' },
    { withWorker: false },
  );
  const { page, complaints } = await browser.open();

  await page.goto(bare.config.PUBLIC_URL);

  await page.getByRole('heading', { name: 'Set-up' }).waitFor();
  const missing = page.getByRole('listitem').filter({ hasText: 'Missing' });
  expect(await missing.allTextContents()).toEqual([
    expect.stringContaining('Set META_APP_SECRET'),
    expect.stringContaining('onboard-number keys create'),
  ]);
  expect(await accessibilityProblems(page)).toEqual([]);
  await screenshot(page, 'first-run');
  expect(complaints).toEqual([]);
  await bare.close();
});
