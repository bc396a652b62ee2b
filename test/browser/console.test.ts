import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config.js';
import { freePort } from '../../src/dev/free-port.js';
import { startServer, type RunningServer } from '../../src/server.js';
import { appendTimeline } from '../../src/store/append.js';
import { NODE } from '../onboarding/world.js';
import { toneOfValue, wordsOfValue } from '../../src/ui/values.js';
import { addConnectedNumber } from '../support/connected-number.js';
import { ADMIN_KEY, startStack, type Stack } from '../support/stack.js';
import { waitUntil } from '../support/wait-until.js';
import { accessibilityProblems } from './support/accessibility.js';
import { addAccount, addKey, storeNumberAt } from './support/number-at.js';
import {
  screenshot,
  signIn,
  startBrowser,
  type Person,
  type TestBrowser,
} from './support/browser.js';

/** What belongs to no single page: who looks, at which account, whether what is seen is still true, and where a pasted id leads. */
let stack: Stack;
let browser: TestBrowser;
let url: string;
let person: Person;

const CODE_NOT_SENT = '106540700000001';
const PENDING = '106540700000002';
const LINK = 'the-link-that-dev-prints-0001';

beforeAll(async () => {
  [stack, browser] = await Promise.all([startStack({}, { withWorker: false }), startBrowser()]);
  url = stack.config.PUBLIC_URL;
  await storeNumberAt(stack, 'code_not_sent', CODE_NOT_SENT);
  await storeNumberAt(stack, 'name_pending_review', PENDING);
});
afterEach(async () => {
  expect(person.complaints).toEqual([]);
  await person.context.close();
});
afterAll(async () => {
  await browser.close();
  await stack.close();
});

/** A tab of somebody who is signed in with the platform's key. */
async function open(options: Parameters<TestBrowser['open']>[0] = {}) {
  person = await browser.open(options);
  await signIn(person.page, url, ADMIN_KEY, 'Ada');
  return person.page;
}

/** Another copy of the server, on the same database; it can go away and come back. */
async function startCopy(port: number): Promise<RunningServer> {
  const PUBLIC_URL = `http://127.0.0.1:${port}`;
  const config = loadConfig({ ...stack.environment, PORT: String(port), PUBLIC_URL });
  return startServer(config, pino({ level: 'silent' }), { devSignIn: LINK });
}

describe('another copy of the server', () => {
  let copy: RunningServer;
  let port: number;

  beforeAll(async () => {
    port = await freePort();
    copy = await startCopy(port);
  });
  afterAll(() => copy.close());

  test('says that live updates are paused when it is gone, and shows what happened meanwhile when it is back', async () => {
    person = await browser.open();
    const { page, complaints } = person;
    await signIn(page, copy.url, ADMIN_KEY);
    await page.goto(`${copy.url}/numbers/${CODE_NOT_SENT}/timeline`);
    const paused = page.getByText('Live updates paused');
    await waitUntil(
      () => page.evaluate("document.getElementById('stream')?._htmx?.sse?.status === 200"),
      { timeoutMs: 20_000, describe: 'the page to listen' },
    );
    await page.evaluate('document.body.dataset.mark = "here"');
    expect(await paused.isVisible()).toBe(false);

    // What one copy writes is seen on the page of another.
    await happen('Something that this copy did not do.');
    await page.getByText('Something that this copy did not do.').waitFor();
    expect(complaints).toEqual([]);

    await copy.close();
    await paused.waitFor();
    await happen('Something that happened in between.');
    copy = await startCopy(port);
    await paused.waitFor({ state: 'hidden' });
    await page.getByText('Something that happened in between.').waitFor();
    expect(await page.evaluate('document.body.dataset.mark')).toBe('here');
    // A browser says so itself when nobody answers.
    const [...refused] = person.complaints;
    expect(refused.every((text) => /ERR_|sse|fetch/i.test(text))).toBe(true);
    (person.complaints as string[]).length = 0;
  });

  test('the one link that dev prints signs in; any other does not', async () => {
    person = await browser.open();
    const { page } = person;
    const wrong = await page.goto(`${copy.url}/sign-in?link=${LINK}x`);
    expect(wrong?.status()).toBe(401);
    await page.getByText('This link is no longer valid.').waitFor();
    const answer = await page.goto(url + `/sign-in?link=${LINK}`);
    // The server that was not started with it.
    expect(answer?.status()).toBe(401);

    await page.goto(`${copy.url}/sign-in?link=${LINK}`);
    await page.getByRole('heading', { name: 'Needs you' }).waitFor();
    expect(page.url()).toBe(`${copy.url}/`);
    const [cookie] = await person.context.cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
    expect(decodeURIComponent(cookie?.value ?? '')).not.toContain(LINK);
  });

  async function happen(sentence: string): Promise<void> {
    const { db } = stack;
    const number = await db
      .selectFrom('numbers')
      .select('id')
      .where('phone_number_id', '=', CODE_NOT_SENT)
      .executeTakeFirstOrThrow();
    await appendTimeline(db, [{ numberId: number.id, at: Date.now(), kind: 'test', sentence }]);
  }
});

describe('a platform key', () => {
  const OTHER = '106540700000009';
  let other: string;

  beforeAll(async () => {
    other = await addAccount(stack, 'Second <b>Store</b>');
    await storeNumberAt(stack, 'token_invalid', OTHER, other);
  });

  test('looks at one account or at all, and stays on the page', async () => {
    const page = await open();
    await page.goto(`${url}/numbers`);
    expect(await page.locator(`#number-${OTHER}`).count()).toBe(1);

    await page.getByLabel('Account', { exact: true }).selectOption(other);
    await page.waitForURL(`${url}/numbers`);
    await waitUntil(async () => (await page.locator('.row').count()) === 1, {
      timeoutMs: 20_000,
      describe: 'the numbers of one account',
    });
    expect(await page.locator(`#number-${OTHER}`).count()).toBe(1);
    const hidden = await page.goto(`${url}/numbers/${CODE_NOT_SENT}`);
    expect(hidden?.status()).toBe(404);

    await page.getByLabel('Account', { exact: true }).selectOption('');
    await page.waitForURL(`${url}/`);
    const shown = await page.goto(`${url}/numbers/${CODE_NOT_SENT}`);
    expect(shown?.status()).toBe(200);
  });

  test('is asked for the account before anything is made', async () => {
    const page = await open();
    await page.goto(`${url}/settings/templates`);
    await page.getByText('This page belongs to one account at a time.').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByLabel('For which account?').selectOption(other);
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByText('Give a template a key').waitFor();
    expect(await page.getByLabel('Account', { exact: true }).inputValue()).toBe(other);
    await page.getByLabel('Account', { exact: true }).selectOption('');
    await page.getByText('This page belongs to one account at a time.').waitFor();

    await page.goto(`${url}/settings/keys`);
    await page.getByText('Make a key').click();
    await page.locator('[name="scope:read"]').check();
    await page.locator('select[name=for]').selectOption(other);
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.locator('.secret').waitFor();
    const keys = stack.db.selectFrom('api_keys').select('account_id');
    expect(await keys.execute()).toEqual([{ account_id: other }]);

    for (const path of ['/connect', '/connect/preflight', '/connect/numbers', '/to-your-systems']) {
      const answer = await person.context.request.post(url + path, {
        headers: { origin: url },
        form: { url: 'https://shop.example/hook', types: '*', access_token: 'EAA1' },
      });
      expect([path, answer.status()]).toEqual([path, 422]);
      expect(await answer.text()).toContain('Choose the account first');
    }
    await page.goto(`${url}/to-your-systems`);
    await page.getByText('Add an endpoint').click();
    expect(await page.getByLabel('For which account?').count()).toBe(1);
  });
});

test('many numbers with the same answer of Meta’s are one incident, first of all', async () => {
  const { db } = stack;
  const ids = Array.from(
    { length: 6 },
    (_, index) => `1065407001${String(index).padStart(5, '0')}`,
  );
  for (const id of ids) {
    const explanation = await storeNumberAt(stack, 'attempt_spaced', id);
    const { registration } = explanation;
    const last = {
      at: new Date().toISOString(),
      outcome: 'refused',
      code: 131_000,
      subcode: null,
      title: null,
      message: 'Something went wrong',
      fbtrace_id: null,
    };
    await db
      .updateTable('numbers')
      .set({
        reason_since: new Date(),
        explanation: JSON.stringify({
          ...explanation,
          registration: { ...registration, last_attempt: last },
        }),
      })
      .where('phone_number_id', '=', id)
      .execute();
  }
  const page = await open();
  const banner = page.locator('section.banner');
  expect(await banner.textContent()).toMatch(
    /^Meta trouble since \d\d:\d\d UTC6 numbers got the same answer \(131000\)\. Useless retries are paused\. Nothing to do\.See numbers$/,
  );
  await screenshot(page, 'incident');
  expect(await accessibilityProblems(page)).toEqual([]);
  await banner.getByRole('button', { name: 'See numbers' }).click();
  await page.waitForURL('**/numbers?reason=attempt_spaced');
  expect(await page.locator('.row').count()).toBe(6);

  await page.goto(`${url}/numbers/${ids[0] ?? ''}`);
  await page.getByRole('heading', { name: /^Meta trouble since/ }).waitFor();
  // Others have troubles of their own.
  await page.goto(`${url}/numbers/${CODE_NOT_SENT}`);
  await page.getByRole('heading', { name: 'Your move: Send the code' }).waitFor();
});

test('an action says what became of it, and the keyboard stays where it was or comes to the answer', async () => {
  const page = await open();
  await page.goto(`${url}/numbers/${CODE_NOT_SENT}`);
  await page.getByRole('button', { name: 'Pause' }).focus();
  page.once('dialog', (dialog) => void dialog.accept());
  await page.keyboard.press('Enter');
  await page.getByText('Paused.', { exact: true }).waitFor();

  expect(await page.locator('#said[aria-live=polite]').textContent()).toBe('Paused.');
  // The button went with what it was for.
  expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(0);
  await waitUntil(
    async () => (await page.evaluate('document.activeElement.textContent')) === 'Paused.',
    { timeoutMs: 20_000, describe: 'the keyboard to be at the answer' },
  );

  await page.goto(url);
  await page.getByRole('button', { name: 'Check all of these now' }).focus();
  await page.keyboard.press('Enter');
  const said = page.getByText(/^Looking at \d+ numbers? now\.$/);
  await said.waitFor();
  await waitUntil(
    async () =>
      /^(Check all of these now|Looking at \d+ numbers? now\.)$/.test(
        String(await page.evaluate('document.activeElement.textContent')),
      ),
    { timeoutMs: 20_000, describe: 'the keyboard to be at the button or at the answer' },
  );
});

describe('search', () => {
  const TRACE = 'AbTraceOfMeta123x9';
  const WAMID = 'wamid.HBgMMTIwMjU1NTAxNDIVAgARGBI5';

  test('a trace id, a wamid and a webhook’s id lead where they belong, and to nobody else', async () => {
    const { db } = stack;
    const number = await db
      .selectFrom('numbers')
      .select(['id', 'account_id'])
      .where('phone_number_id', '=', PENDING)
      .executeTakeFirstOrThrow();
    await appendTimeline(db, [
      {
        numberId: number.id,
        at: Date.now(),
        kind: 'register',
        sentence: 'Meta refused the registration.',
        facts: { fbtrace_id: TRACE },
      },
    ]);
    const page = await open();
    const look = async (text: string) => {
      await page.goto(url);
      await page.getByRole('searchbox', { name: 'Search' }).fill(text);
      await page.keyboard.press('Enter');
      await page.waitForURL((address) => address.pathname !== '/');
    };

    await look(TRACE);
    await page.getByRole('link', { name: 'Meta refused the registration.' }).click();
    await page.waitForURL(`**/numbers/${PENDING}/timeline**`);
    await page.getByRole('button', { name: 'Copy the trace id' }).click();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(TRACE);

    await look(PENDING);
    await page.waitForURL(`**/numbers/${PENDING}`);

    // Digits in an id say nothing about a phone number.
    await look(WAMID);
    await page.getByText('Nothing is known of').waitFor();
    expect(await page.locator('.row').count()).toBe(0);

    const stranger = await browser.open();
    const account = await addAccount(stack, 'Third');
    await signIn(stranger.page, url, await addKey(stack, account, ['read']));
    await stranger.page.goto(`${url}/search?q=${TRACE}`);
    await stranger.page.getByText('Nothing is known of').waitFor();
    await stranger.context.close();
  });
});

describe('health', () => {
  const ROUNDS = [
    {
      field: 'status',
      values: [
        'CONNECTED',
        'PENDING',
        'FLAGGED',
        'RESTRICTED',
        'BANNED',
        'DISCONNECTED',
        'MIGRATED',
      ],
    },
    {
      field: 'nameStatus',
      values: [
        'APPROVED',
        'PENDING_REVIEW',
        'EXPIRED',
        'REJECTED',
        'DECLINED',
        'AVAILABLE_WITHOUT_REVIEW',
        'NONE',
      ],
    },
    {
      field: 'qualityRating',
      values: ['GREEN', 'YELLOW', 'RED', 'UNKNOWN', 'NA', 'GREEN', 'GREEN'],
    },
    {
      field: 'codeVerification',
      values: [
        'VERIFIED',
        'EXPIRED',
        'NOT_VERIFIED',
        'VERIFIED',
        'VERIFIED',
        'VERIFIED',
        'VERIFIED',
      ],
    },
    { field: 'accountMode', values: ['LIVE', 'SANDBOX', 'LIVE', 'LIVE', 'LIVE', 'LIVE', 'LIVE'] },
    {
      field: 'throughputLevel',
      values: [
        'STANDARD',
        'HIGH',
        'NOT_APPLICABLE',
        'SOMETHING_NEW',
        'STANDARD',
        'STANDARD',
        'STANDARD',
      ],
    },
  ] as const;
  const LABELS = {
    status: 'Phone number status',
    nameStatus: 'Display name status',
    qualityRating: 'Quality rating',
    codeVerification: 'Code verification',
    accountMode: 'Account mode',
    throughputLevel: 'Throughput',
  } as const;
  const GROUNDS = {
    good: 'rgb(226, 245, 236)',
    waiting: 'rgb(253, 241, 215)',
    bad: 'rgb(253, 231, 234)',
    neutral: 'rgb(237, 239, 243)',
  };

  /** Run in the page: the words and the ground of each badge, by what it stands beside. */
  const BADGES = `Object.fromEntries(
    [...document.querySelectorAll('.facts > div')]
      .map((line) => [line.querySelector('dt').textContent, line.querySelector('.badge')])
      .filter(([, badge]) => badge)
      .map(([label, badge]) => [label, [badge.textContent, getComputedStyle(badge).backgroundColor]]),
  )`;

  test('every value in its words and its colour', async () => {
    const page = await open();
    for (const [round] of ROUNDS[0].values.entries()) {
      const values = Object.fromEntries(
        ROUNDS.map(({ field, values: of }) => [field, of[round] ?? null]),
      );
      await stack.db
        .updateTable('numbers')
        .set({ node: JSON.stringify({ ...NODE, ...values }) })
        .where('phone_number_id', '=', PENDING)
        .execute();
      await page.goto(`${url}/numbers/${PENDING}/health`);
      const shown = (await page.evaluate(BADGES)) as Record<string, unknown>;
      for (const { field, values: of } of ROUNDS) {
        const value = of[round] ?? null;
        const badge = [wordsOfValue(value), GROUNDS[toneOfValue(value)]];
        expect([field, value, shown[LABELS[field]]]).toEqual([field, value, badge]);
      }
    }
  });
});

test('a long list is read to its end, page by page, each number once', async () => {
  const ids = Array.from(
    { length: 55 },
    (_, index) => `1065407002${String(index).padStart(5, '0')}`,
  );
  for (const id of ids) await addConnectedNumber(stack, { phoneNumberId: id, externalId: 'paged' });
  const page = await open();
  await page.goto(`${url}/numbers?q=paged`);
  const seen = await hrefs(page);
  await page.getByRole('link', { name: 'Next page' }).click();
  await page.waitForURL(/after=/);
  seen.push(...(await hrefs(page)));
  expect(await page.getByRole('link', { name: 'Next page' }).count()).toBe(0);
  expect(seen.toSorted()).toEqual(ids.map((id) => `/numbers/${id}`));
  await page.getByRole('link', { name: 'To the beginning' }).click();
  await waitUntil(async () => (await page.locator('.row').count()) === 50, {
    timeoutMs: 20_000,
    describe: 'the first page',
  });
});

const hrefs = async (page: Person['page']): Promise<string[]> =>
  await page
    .locator('.row .who a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));

test('a page that is open for long keeps nothing of what it showed before', async () => {
  const page = await open();
  const devtools = await person.context.newCDPSession(page);
  await devtools.send('Performance.enable');
  const kept = async (): Promise<Record<string, number>> => {
    await devtools.send('HeapProfiler.collectGarbage');
    const { metrics } = await devtools.send('Performance.getMetrics');
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  };
  const change = async (times: number): Promise<void> => {
    for (let turn = 0; turn < times; turn++) {
      const { phone_number_id: id } = await stack.db
        .updateTable('numbers')
        .set({ node: JSON.stringify({ ...NODE, verifiedName: `Turn ${turn}` }) })
        .where('phone_number_id', '=', CODE_NOT_SENT)
        .returning('phone_number_id')
        .executeTakeFirstOrThrow();
      await page.evaluate(READ_AGAIN);
      expect(await page.locator(`#number-${id}`).textContent()).toContain(`Turn ${turn}`);
    }
  };
  await change(5);
  const before = await kept();
  await change(30);
  const after = await kept();
  expect(after['JSEventListeners']).toBeLessThanOrEqual((before['JSEventListeners'] ?? 0) + 5);
  expect(after['Nodes']).toBeLessThanOrEqual((before['Nodes'] ?? 0) * 1.2);
});

/** Run in the page: as the stream does it, until what came is shown. */
const READ_AGAIN = `new Promise((shown) => {
  document.addEventListener('htmx:finally:swap', shown, { once: true });
  document.body.dispatchEvent(new CustomEvent('live-change', { bubbles: true }));
}).then(() => null)`;

describe('the session', () => {
  test('a cookie that somebody changed, or an address of elsewhere, leads nowhere', async () => {
    const page = await open();
    const [cookie] = await person.context.cookies();
    const value = decodeURIComponent(cookie?.value ?? '');
    const end = value.lastIndexOf('.');
    const content = value.slice(0, end);
    const signature = value.slice(end);
    const changed = Buffer.from(content, 'base64url').toString().replace('"Ada"', '"Eve"');
    expect(changed).toContain('Eve');
    const forged = Buffer.from(changed).toString('base64url') + signature;
    await person.context.addCookies([
      { ...(cookie as NonNullable<typeof cookie>), value: encodeURIComponent(forged) },
    ]);
    await page.goto(`${url}/numbers`);
    expect(new URL(page.url()).pathname).toBe('/sign-in');

    for (const next of [
      'https://elsewhere.example/',
      '//elsewhere.example/',
      '/\\elsewhere.example',
    ]) {
      const answer = await fetch(`${url}/sign-in`, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: url },
        body: new URLSearchParams({ key: ADMIN_KEY, next }),
      });
      expect([next, answer.status, answer.headers.get('location')]).toEqual([next, 303, '/']);
    }
  });

  test('the cookie goes over https only where there is https', async () => {
    person = await browser.open();
    const port = await freePort();
    const config = loadConfig({
      ...stack.environment,
      PORT: String(port),
      PUBLIC_URL: 'https://console.example',
    });
    const secured = await startServer(config, pino({ level: 'silent' }), { devSignIn: LINK });
    const answer = await fetch(`http://127.0.0.1:${port}/sign-in?link=${LINK}`, {
      redirect: 'manual',
    });
    expect(answer.headers.get('set-cookie')).toMatch(/; Secure/);
    expect(answer.headers.get('set-cookie')).toMatch(/; HttpOnly/);
    await secured.close();
  });
});

test('what is not there is a page for people and a problem for programs', async () => {
  const page = await open();
  const answer = await page.goto(`${url}/nothing-here`);
  expect(answer?.status()).toBe(404);
  await page.getByRole('link', { name: 'Back to what needs you' }).click();
  await page.getByRole('heading', { name: 'Needs you' }).waitFor();
  const program = await fetch(`${url}/nothing-here`);
  expect(program.headers.get('content-type')).toContain('application/problem+json');
  const api = await fetch(`${url}/v1/nothing-here`, {
    headers: { accept: 'text/html', authorization: `Bearer ${ADMIN_KEY}` },
  });
  expect(api.headers.get('content-type')).toContain('application/problem+json');
});

test('where nothing needs anybody, the page says what is waited for', async () => {
  const account = await addAccount(stack, 'Quiet Store');
  await storeNumberAt(stack, 'name_pending_review', '106540700000021', account);
  await storeNumberAt(stack, 'name_pending_review', '106540700000022', account);
  await storeNumberAt(stack, 'register_locked', '106540700000023', account);
  person = await browser.open();
  await signIn(person.page, url, await addKey(stack, account, ['read']));
  await person.page.getByRole('heading', { name: 'Nothing needs you.' }).waitFor();
  expect(await person.page.locator('article.empty p').textContent()).toMatch(
    /^2 numbers wait for Meta, 1 number waits for a time(; next look .+)?\.$/,
  );
});

test('what is pasted elsewhere is copied whole; times are exact on hover', async () => {
  const page = await open();
  await page.goto(`${url}/numbers/${PENDING}`);
  await page.getByRole('button', { name: 'Copy curl' }).click();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
    `curl -sS '${url}/v1/numbers/${PENDING}' -H "Authorization: Bearer $KEY"`,
  );
  await page.getByRole('button', { name: 'Copy the phone number id' }).click();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(PENDING);

  const time = page.locator('.happenings time').first();
  expect(await time.textContent()).toMatch(/just now|ago$/);
  const exact = await time.getAttribute('title');
  expect(exact).toMatch(/^\d+ \w+ \d{4}, \d\d:\d\d:\d\d UTC$/);
});

describe('connect', () => {
  test('Embedded Signup in the page: the pop-up’s number is opened, and what goes wrong is said', async () => {
    const page = await open();
    await page.goto(`${url}/connect`);
    const account = page.locator('#connect [name=account]');
    if ((await account.count()) > 0) await account.selectOption('1');
    const press = async (end: string) => {
      const [popup] = await Promise.all([
        page.waitForEvent('popup'),
        page.getByRole('button', { name: 'Continue with Facebook' }).click(),
      ]);
      await popup.getByRole('button', { name: end, exact: true }).click();
    };
    await press('Cancel');
    await page.getByText('Nothing was connected').waitFor();
    await press('Finish');
    await page.waitForURL(/\/numbers\/\d+$/);
    await page.getByRole('heading', { level: 1 }).waitFor();
  });

  test.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['360', { width: 360 }],
  ] as const)('%s: everybody can use it', async (look, options) => {
    const page = await open(options);
    await page.goto(`${url}/connect`);
    await page.getByText('Advanced').click();
    await screenshot(page, `connect-${look}`);
    if (look !== '360') expect(await accessibilityProblems(page)).toEqual([]);
    const overflow = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow).toBe(0);
  });
});

test('every page keeps to itself: policy, frames, referrer', async () => {
  const page = await open();
  const paths = [
    '/',
    '/numbers',
    `/numbers/${PENDING}`,
    `/numbers/${PENDING}/health`,
    `/numbers/${PENDING}/messages`,
    `/numbers/${PENDING}/messages/new`,
    `/numbers/${PENDING}/timeline`,
    '/connect',
    '/search?q=x',
    '/setup',
    '/from-meta',
    '/to-your-systems',
    '/settings/tokens',
    '/settings/templates',
    '/settings/keys',
    '/settings/audit',
    '/system',
    '/numbers/1',
    '/sign-in',
    '/nothing-here',
  ];
  for (const path of paths) {
    const asked = { headers: { accept: 'text/html' } };
    const { headers, text } = await person.context.request
      .get(url + path, asked)
      .then(async (answer) => ({
        headers: answer.headers(),
        text: await answer.text(),
      }));
    const policy = headers['content-security-policy'] ?? '';
    expect([path, headers]).toEqual([
      path,
      expect.objectContaining({
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
      }),
    ]);
    expect([path, policy]).toEqual([path, expect.stringContaining("frame-ancestors 'none'")]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("style-src 'self'");
    expect(policy).not.toContain('unsafe');
    // Meta's sign-up is the one thing from elsewhere, on the one page that opens it.
    const isConnect = path === '/connect';
    expect([path, policy.includes(stack.meta.url)]).toEqual([path, isConnect]);
    expect([path, text]).toEqual([
      path,
      expect.not.stringMatching(/<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=/),
    ]);
  }
  await page.goto(url);
});
