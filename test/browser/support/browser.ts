import { mkdir } from 'node:fs/promises';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type Locator,
  type Page,
} from 'playwright-core';
import { inject } from 'vitest';

/** A Chromium for one test file, each person in it with their own cookies. */
export interface TestBrowser {
  /** Somebody who has not signed in. Everything that the page's policy or a script's error says is kept in `complaints`. */
  open(options?: { colorScheme?: 'light' | 'dark'; width?: number }): Promise<Person>;
  close(): Promise<void>;
}

/** One person's tab. */
export interface Person {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Violations of the policy, errors of scripts, answers of 500: a test that ends with one of them fails. */
  readonly complaints: readonly string[];
}

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-zygote'];
const HEIGHT = 900;
const WIDTH = 1280;

/** Starts it; close it at the end of the file. */
export async function startBrowser(): Promise<TestBrowser> {
  const browser: Browser = await chromium.launch({
    executablePath: inject('chromiumPath'),
    args: FLAGS,
    headless: true,
  });
  return {
    async open({ colorScheme = 'light', width = WIDTH } = {}) {
      const context = await browser.newContext({
        locale: 'en-US',
        timezoneId: 'UTC',
        colorScheme,
        // A colour half-way to the dark is neither.
        reducedMotion: 'reduce',
        viewport: { width, height: HEIGHT },
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
          complaints.push(`console: ${message.text()}`);
      });
      return { page, context, complaints };
    },
    close: () => browser.close(),
  };
}

/** Signs in at the server's console with this key. */
export async function signIn(page: Page, url: string, key: string, name = ''): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('API key').fill(key);
  if (name !== '') await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'));
}

const FOLDER = 'test-results/screenshots';

/** Keeps how the page looks, for people: `test-results/screenshots/<name>.png`. */
export async function screenshot(
  page: Page,
  name: string,
  { fullPage = true } = {},
): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await page.screenshot({ path: `${FOLDER}/${name}.png`, fullPage });
}

/** More than any page has things to stop at. */
const MOST_STOPS = 60;

/** Goes there as somebody without a mouse does. @throws Error where Tab does not lead there */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await wanted.waitFor();
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    if ((await wanted.and(page.locator(':focus')).count()) === 1) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${String(wanted)}`);
}

/** Tabs there and presses Enter. */
export async function enterAt(page: Page, wanted: Locator): Promise<void> {
  await tabTo(page, wanted);
  await page.keyboard.press('Enter');
}

/** Tabs there and types. */
export async function typeAt(page: Page, wanted: Locator, text: string): Promise<void> {
  await tabTo(page, wanted);
  await page.keyboard.type(text);
}
