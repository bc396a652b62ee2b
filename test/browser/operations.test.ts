import { afterAll, beforeAll, expect, test } from 'vitest';
import { SCOPES } from '../../src/store/tables.js';
import { connect, type Journey } from '../support/journey.js';
import { answer, startReceiver, type Receiver } from '../support/receiver.js';
import { ADMIN_KEY, startStack, type Stack } from '../support/stack.js';
import { waitUntil } from '../support/wait-until.js';
import { accessibilityProblems } from './support/accessibility.js';
import {
  screenshot,
  signIn,
  startBrowser,
  type Person,
  type TestBrowser,
} from './support/browser.js';

/** The daily work: messages, webhooks in and out, keys, templates; one live number serves all. */
let stack: Stack;
let browser: TestBrowser;
let receiver: Receiver;
let number: Journey;
let url: string;
let ada: Person;

const SCRIPT = '<script>document.title = "taken over"</script>';
const TEMPLATES = [
  {
    name: 'welcome',
    language: 'en',
    components: [
      { type: 'BODY', text: `Hello {{1}}, welcome! ${SCRIPT}` },
      { type: 'FOOTER', text: 'Example Store' },
      {
        type: 'BUTTONS',
        buttons: [{ type: 'URL', text: 'Open', url: 'https://shop.example/{{1}}' }],
      },
    ],
  },
];

beforeAll(async () => {
  [stack, browser, receiver] = await Promise.all([startStack(), startBrowser(), startReceiver()]);
  url = stack.config.PUBLIC_URL;
  number = await connect(stack, {
    scenario: 'straight_through',
    waba: { templates: TEMPLATES },
  });
  await number.untilStage('live');
  await waitUntil(
    async () => {
      const { body } = await stack.api('GET', `/v1/wabas/${number.wabaId}/templates`);
      return (body['data'] as unknown[]).length > 0;
    },
    { timeoutMs: 30_000, describe: 'the templates to be read' },
  );
  ada = await browser.open();
  ada.page.setDefaultTimeout(15_000);
  await signIn(ada.page, url, ADMIN_KEY, 'Ada');
});
afterAll(async () => {
  await browser.close();
  await Promise.all([stack.close(), receiver.close()]);
});

test('a template gets a key, a test message is sent by it, and its ticks come by themselves', async () => {
  const { page, complaints } = ada;
  await page.goto(`${url}/settings/templates`);
  await page.getByText('Give a template a key').click();
  await page.locator('select[name=template]').selectOption('welcome/en');
  await page.getByLabel('Key').fill('greeting');
  await page.getByLabel('variable {{1}} of the text').fill('contact_name');
  await page.locator('#fit').getByText('fits', { exact: true }).waitFor();
  await screenshot(page, 'settings-templates-new');
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('cell', { name: 'greeting' }).waitFor();

  await page.goto(`${url}/numbers/${number.id}/messages`);
  await page.getByRole('button', { name: 'Send a test' }).click();
  await page.getByLabel('Recipient').fill('+1 202 555 0199');
  await page.getByLabel('contact_name').fill('Dana');
  await page.getByLabel('link_1').fill('42');
  const preview = page.locator('#preview');
  // What Meta has in the template is text, whatever it looks like.
  await preview.getByText(`Hello Dana, welcome! ${SCRIPT}`).waitFor();
  await preview.getByText('was read as an international number').waitFor();
  await screenshot(page, 'send-test');
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.waitForURL('**/messages/*');

  // Without a reload: a mark on this document is still there when the last tick has come.
  await page.evaluate('document.body.dataset.mark = "here"');
  await page.locator('[data-step=read].done').waitFor({ timeout: 30_000 });
  expect(await page.evaluate('document.body.dataset.mark')).toBe('here');
  expect(await page.locator('h1 .badge').textContent()).toBe('read');
  expect(await page.title()).not.toContain('taken over');
  expect(complaints).toEqual([]);
});

test('a message that Meta refuses says why and what to do', async () => {
  const { page } = ada;
  await number.fault({
    path: 'messages',
    effect: { code: 131026, message: 'Message undeliverable' },
  });
  await page.goto(`${url}/numbers/${number.id}/messages/new`);
  await page.getByLabel('Recipient').fill('+1 202 555 0198');
  await page.getByLabel('contact_name').fill('Dana');
  await page.getByLabel('link_1').fill('42');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('heading', { name: 'Why it failed' }).waitFor();
  expect(await page.getByText('What to do:').count()).toBe(1);
  await page.getByText('The exact request to Meta').click();
  await page.getByText('"messaging_product": "whatsapp"').waitFor();
  expect(await page.content()).not.toContain(number.token);

  await page.getByRole('button', { name: 'Send again' }).click();
  await page.getByText('Sent again in place of').waitFor();
  await page.locator('[data-step=delivered].done').waitFor({ timeout: 30_000 });
});

test('a webhook is found as it arrives, shows its body as text, and is replayed', async () => {
  const { page, complaints } = ada;
  await page.goto(`${url}/from-meta?kind=message&number=${number.id}`);
  await page.getByText('No webhook matches').waitFor();
  await page.locator('#stream').waitFor({ state: 'attached' });
  await stack.meta.post('/inbound', { number: number.id, text: SCRIPT, name: 'Dana' });

  await page.getByRole('cell', { name: 'processed' }).waitFor();
  await page.locator('table.rows a').first().click();
  await page.getByText(JSON.stringify(SCRIPT)).waitFor();
  await page.getByRole('button', { name: 'Replay' }).click();
  await page.getByText('It is processed again').waitFor();
  // What it holds is known by now.
  await page.getByText('Known already: it came before').waitFor();
  expect(await page.title()).not.toContain('taken over');
  const audit = await stack.api('GET', '/v1/audit?action=webhook_delivery.replay');
  expect(audit.body['data']).toMatchObject([{ actor: 'Ada' }]);
  expect(complaints).toEqual([]);
});

test('an endpoint is added, tested, told of an event again, and gets another secret', async () => {
  const { page, complaints } = ada;
  await page.goto(`${url}/to-your-systems`);
  await page.getByText('Add an endpoint').click();
  await page.getByLabel('URL').fill(receiver.url);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const secret = await page.locator('.secret').textContent();
  expect(secret).toMatch(/^whsec_/);
  await page.getByRole('button', { name: 'Go on to the endpoint' }).click();

  receiver.behave(answer(503));
  await page.getByRole('button', { name: 'Test' }).click();
  await page.getByText('The test event was not delivered').waitFor();
  receiver.behave(answer(204));
  await page.getByRole('button', { name: 'Test' }).click();
  await page.getByText('The test event was delivered: HTTP 204').waitFor();

  await stack.meta.post('/inbound', { number: number.id, text: 'Hello' });
  await page.getByRole('cell', { name: 'message.received' }).waitFor({ timeout: 30_000 });
  await page.getByRole('cell', { name: 'succeeded' }).first().waitFor({ timeout: 30_000 });
  const before = receiver.requests.length;
  await page.getByRole('button', { name: 'Resend' }).first().click();
  await waitUntil(() => Promise.resolve(receiver.requests.length > before), {
    timeoutMs: 30_000,
    describe: 'the event to come again',
  });

  await page.getByRole('button', { name: 'Rotate secret' }).click();
  expect(await page.locator('.secret').textContent()).not.toBe(secret);
  await page.getByRole('button', { name: 'Go on to the endpoint' }).click();
  expect(await page.content()).not.toContain('whsec_');
  await page.getByRole('button', { name: 'Disable' }).click();
  await page.getByRole('button', { name: 'Enable' }).waitFor();
  expect(complaints).toEqual([]);
});

test('a key is made, shown once, offers no more than its scopes, and ends', async () => {
  const { page } = ada;
  await page.goto(`${url}/settings/keys`);
  await page.getByText('Make a key').click();
  await page.getByLabel('Name').fill('Reader');
  await page.locator('[name="scope:read"]').check();
  await page.getByRole('button', { name: 'Make it' }).click();
  const key = (await page.locator('.secret').textContent()) ?? '';
  await page.getByRole('button', { name: 'Go on to the keys' }).click();
  expect(await page.content()).not.toContain(key);

  const reader = await browser.open();
  await signIn(reader.page, url, key);
  for (const path of [
    `/numbers/${number.id}/messages`,
    '/from-meta',
    '/settings/tokens',
    '/settings/templates',
  ]) {
    await reader.page.goto(url + path);
    const posts = reader.page.locator('main form[method=post]');
    expect([path, await posts.count()]).toEqual([path, 0]);
  }
  expect(await reader.page.getByRole('button', { name: 'Send a test' }).count()).toBe(0);
  await reader.page.goto(`${url}/numbers/${number.id}`);
  await reader.page.getByRole('heading', { name: /is live$/ }).waitFor();
  expect(await reader.page.getByRole('button', { name: 'Send a test' }).count()).toBe(0);
  for (const path of ['/settings/keys', '/settings/audit', '/to-your-systems']) {
    const response = await reader.page.goto(url + path);
    expect([path, response?.status()]).toEqual([path, 403]);
  }

  const row = page.getByRole('row', { name: /Reader/ });
  await row.getByText('Revoke …').click();
  await row.getByRole('button', { name: 'Revoke it' }).click();
  await page.getByRole('row', { name: /Reader.*revoked/ }).waitFor();
  await reader.page.goto(`${url}/from-meta`);
  expect(new URL(reader.page.url()).pathname).toBe('/sign-in');
});

test('another account sees nothing of it', async () => {
  const account = await stack.api('POST', '/v1/accounts', { name: 'Another Store' });
  const made = await stack.api('POST', '/v1/api-keys', {
    account_id: account.body['id'],
    scopes: SCOPES,
  });
  const { data } = (await stack.api('GET', '/v1/messages')).body as { data: { id: string }[] };
  const { data: deliveries } = (await stack.api('GET', '/v1/webhook-deliveries')).body as {
    data: { id: string }[];
  };
  const other = await browser.open();
  await signIn(other.page, url, String(made.body['secret']));
  for (const path of [
    '/from-meta',
    '/to-your-systems',
    '/settings/tokens',
    '/settings/templates',
  ]) {
    await other.page.goto(url + path);
    const text = await other.page.locator('main').textContent();
    expect(text).not.toContain(number.id);
    expect(text).not.toContain(number.wabaId);
    expect(text).not.toContain('greeting');
    expect(text).not.toContain(receiver.url);
  }
  for (const path of [
    `/numbers/${number.id}/messages`,
    `/numbers/${number.id}/messages/new`,
    `/messages/${data[0]?.id ?? ''}`,
    `/from-meta/${deliveries[0]?.id ?? ''}`,
  ]) {
    const response = await other.page.goto(url + path);
    expect([path, response?.status()]).toEqual([path, 404]);
  }
});

test('every page can be used by everybody, in the light, in the dark and on a small screen', async () => {
  const { data } = (await stack.api('GET', '/v1/messages')).body as { data: { id: string }[] };
  const { data: deliveries } = (await stack.api('GET', '/v1/webhook-deliveries')).body as {
    data: { id: string }[];
  };
  const { data: endpoints } = (await stack.api('GET', '/v1/event-endpoints')).body as {
    data: { id: string }[];
  };
  const pages = {
    messages: `/numbers/${number.id}/messages`,
    message: `/messages/${data.at(-1)?.id ?? ''}`,
    'message-failed': `/messages/${data.at(-2)?.id ?? ''}`,
    'from-meta': '/from-meta',
    delivery: `/from-meta/${deliveries[0]?.id ?? ''}`,
    endpoints: '/to-your-systems',
    endpoint: `/to-your-systems/${endpoints[0]?.id ?? ''}`,
    system: '/system',
    'settings-tokens': '/settings/tokens',
    'settings-templates': '/settings/templates',
    'settings-keys': '/settings/keys',
    'settings-audit': '/settings/audit',
  };
  const looks = {
    light: {},
    dark: { colorScheme: 'dark' },
    narrow: { width: 360 },
  } as const;
  for (const [look, options] of Object.entries(looks)) {
    const { page, complaints } = await browser.open(options);
    await page.goto(stack.meta.url);
    await screenshot(page, `simulator-${look}`, { fullPage: false });
    expect(['simulator', look, await accessibilityProblems(page)]).toEqual(['simulator', look, []]);
    await signIn(page, url, ADMIN_KEY);
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(url + path);
      await page.locator('main h1').waitFor();
      await screenshot(page, `${name}-${look}`);
      // A small screen has the elements and colours of the light one.
      const problems = look === 'narrow' ? [] : await accessibilityProblems(page);
      expect([name, look, problems]).toEqual([name, look, []]);
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect([name, look, overflow]).toEqual([name, look, 0]);
    }
    expect(complaints).toEqual([]);
  }
});
