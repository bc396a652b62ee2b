import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ADMIN_KEY, startStack, type Stack } from '../support/stack.js';
import { startBrowser, type Person, type TestBrowser } from './support/browser.js';

/** The whole sign-up in a real browser: our example page and module, the pop-up that the simulator plays, our API. */
let stack: Stack;
let browser: TestBrowser;
let person: Person;

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack({}, { withWorker: false }), startBrowser()]);
});
afterEach(async () => {
  expect(person.complaints).toEqual([]);
  await person.context.close();
});
afterAll(async () => {
  await browser.close();
  await stack.close();
});

/** Goes through the pop-up to this end; what the page then says. */
async function signUp(end: string, { coexistence = false } = {}): Promise<string> {
  person = await browser.open();
  const { page } = person;
  await page.goto(`${stack.config.PUBLIC_URL}/embedded-signup`);
  await page.getByLabel('API key').fill(ADMIN_KEY);
  if (coexistence) await page.getByRole('checkbox').check();
  const [popup] = await Promise.all([
    page.waitForEvent('popup'),
    page.getByRole('button', { name: 'Continue with Facebook' }).click(),
  ]);
  await popup.getByRole('button', { name: end, exact: true }).click();
  const status = page.locator('output');
  await status.filter({ hasNotText: 'Waiting for the pop-up' }).waitFor();
  return (await status.textContent()) ?? '';
}

test('finishes: the number is connected, and its onboarding begins', async () => {
  const [, id = ''] = /^Connected: (\d+)\./.exec(await signUp('Finish')) ?? [];

  expect((await stack.api('GET', `/v1/numbers/${id}`)).body).toMatchObject({ id });
});

test.each([
  ['Cancel', 'while adding the phone number. Nothing was connected'],
  ['Fail', 'Meta ended the sign-up: The verified name violates'],
  ['Finish, but the page hears nothing', 'The pop-up was closed before'],
])('%s: says what it means', async (end, sentence) => {
  expect(await signUp(end)).toContain(sentence);
});

test('coexistence: names no number, and the one on the Business app is connected', async () => {
  const end = 'Finish with a number of the WhatsApp Business app';

  expect(await signUp(end, { coexistence: true })).toMatch(/^Connected: \d+\./);
});

test('two numbers: the person chooses, and the same sign-up goes on', async () => {
  expect(await signUp('Finish with an account of two numbers, naming none')).toContain(
    'has 2 numbers; say which one',
  );
  const { page } = person;
  const choices = page.locator('menu button');
  expect(await choices.count()).toBe(2);
  const chosen = (await choices.last().textContent()) ?? '';
  await choices.last().click();
  const status = page.locator('output').filter({ hasText: 'Connected' });
  await status.waitFor();

  const [, id = ''] = /^Connected: (\d+)\./.exec((await status.textContent()) ?? '') ?? [];
  const { data } = (await stack.api('GET', '/v1/embedded-signups')).body as {
    data: Record<string, unknown>[];
  };
  expect(data[0]).toMatchObject({ state: 'connected', phone_number_id: id });
  const known = await (await fetch(`${stack.meta.url}/_sim/numbers/${id}`)).text();
  expect(known).toContain(chosen.split(' · ')[0]);
});
