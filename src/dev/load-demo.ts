import { demoNumbers, spareNumber, type DemoNumber, type DemoWaba } from './demo-numbers.js';
import { demoBindings, demoTemplates } from './demo-templates.js';

/** Where the demo is put. */
export interface DemoTarget {
  readonly simulatorUrl: string;
  readonly apiUrl: string;
  readonly apiKey: string;
}

const NOT_FOUND = 404;

/**
 * Makes the demo's WABAs and numbers known to the simulator, and adds the numbers through our own API as a customer would. What
 * is there already stays as it is: a number somebody released must not come back with the next start. Returns how many were added.
 */
export async function loadDemo(target: DemoTarget): Promise<number> {
  const known = new Set<string>();
  let added = 0;
  for (const number of [...demoNumbers, spareNumber]) {
    if (!known.has(number.waba.id)) await putWaba(target, number.waba);
    known.add(number.waba.id);
    await putNumber(target, number);
    if (number !== spareNumber && (await addNumber(target, number))) added++;
  }
  for (const [key, binding] of Object.entries(demoBindings)) await putBinding(target, key, binding);
  return added;
}

/** Tells the simulated Meta who we are; the address may be another at every start. */
export async function putApp(
  simulatorUrl: string,
  app: {
    readonly id: string;
    readonly secret: string;
    readonly verifyToken: string;
    readonly callbackUrl: string;
  },
): Promise<void> {
  await send('PUT', `${simulatorUrl}/_sim/apps/${app.id}`, {
    name: 'OnboardNumber development',
    secret: app.secret,
    verify_token: app.verifyToken,
    callback_url: app.callbackUrl,
  });
}

/** The body of the request that adds this number. */
export const connectBody = ({ id, waba }: DemoNumber): Record<string, string> => ({
  phone_number_id: id,
  waba_id: waba.id,
  access_token: waba.token,
});

async function putWaba({ simulatorUrl }: DemoTarget, { id, name, token }: DemoWaba): Promise<void> {
  const url = `${simulatorUrl}/_sim/wabas/${id}`;
  if ((await fetch(url)).status === NOT_FOUND)
    await send('PUT', url, { name, token, templates: demoTemplates });
}

async function putNumber({ simulatorUrl }: DemoTarget, number: DemoNumber): Promise<void> {
  const url = `${simulatorUrl}/_sim/numbers/${number.id}`;
  if ((await fetch(url)).status !== NOT_FOUND) return;
  await send('PUT', url, {
    waba_id: number.waba.id,
    scenario: number.scenario,
    display_phone_number: number.phone,
    verified_name: number.name,
    ...number.waits,
  });
}

async function addNumber({ apiUrl, apiKey }: DemoTarget, number: DemoNumber): Promise<boolean> {
  const headers = { authorization: `Bearer ${apiKey}` };
  const before = await fetch(`${apiUrl}/v1/numbers/${number.id}`, { headers });
  if (before.status !== NOT_FOUND) return false;
  await send('POST', `${apiUrl}/v1/numbers`, connectBody(number), headers);
  return true;
}

async function putBinding(
  { apiUrl, apiKey }: DemoTarget,
  key: string,
  binding: unknown,
): Promise<void> {
  const headers = { authorization: `Bearer ${apiKey}` };
  const url = `${apiUrl}/v1/template-bindings/${key}`;
  if ((await fetch(url, { headers })).status === NOT_FOUND)
    await send('PUT', url, binding, headers);
}

async function send(
  method: 'PUT' | 'POST',
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const response = await fetch(url, {
    method,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.text();
  if (!response.ok)
    throw new Error(`${method} ${url} was answered with ${response.status}: ${answer}`);
}
