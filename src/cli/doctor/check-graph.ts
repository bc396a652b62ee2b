import type { Graph } from '../../graph/graph.js';
import type { GraphError, NoAnswer, ReadOutcome } from '../../graph/outcome.js';
import type { StoredToken } from '../../store/stored-tokens.js';
import { sentenceOf } from '../failure-text.js';
import { fail, pass, skip, type Finding, type Findings } from './finding.js';

/** What is asked about, and of whom. */
export interface CheckedGraph {
  readonly graph: Graph;
  readonly baseUrl: string;
  readonly appId: string | null;
  /** `{app_id}|{app_secret}`; null where no app is configured. */
  readonly appToken: string | null;
  /** Null when they could not be read. */
  readonly tokens: readonly StoredToken[] | null;
}

const WITHIN_MS = 10_000;

/** Can the Graph API be reached, is the app's secret right, and does every stored token work? */
export async function checkGraph(checked: CheckedGraph): Promise<Findings> {
  const reachable = await checkReachable(checked.baseUrl);
  if (reachable.verdict === 'fail')
    return [reachable, skip('app', 'not reachable'), skip('tokens', 'not reachable')];
  return [reachable, await checkApp(checked), ...(await checkTokens(checked))];
}

async function checkReachable(baseUrl: string): Promise<Finding> {
  try {
    // Whatever it answers without a token: that it answers is enough.
    await fetch(baseUrl, { redirect: 'manual', signal: AbortSignal.timeout(WITHIN_MS) });
    return pass('Graph API', `${baseUrl} answers`);
  } catch (error) {
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? sentenceOf(cause) : message;
    return fail(
      'Graph API',
      `${baseUrl} cannot be reached (${why})`,
      'Let this machine connect there, or correct GRAPH_API_URL.',
    );
  }
}

async function checkApp({ graph, appId, appToken }: CheckedGraph): Promise<Finding> {
  if (appId === null || appToken === null)
    return skip('app', 'META_APP_ID and META_APP_SECRET are not set');

  const subscriptions = await graph.appSubscriptions({ accessToken: appToken }, appId);
  if (subscriptions.kind !== 'known')
    return fail('app', refusalOf(subscriptions), 'Correct META_APP_ID and META_APP_SECRET.');

  const fields = subscriptions.value
    .filter(({ object }) => object === 'whatsapp_business_account')
    .flatMap((subscription) => subscription.fields ?? [])
    .map((field) => (typeof field === 'string' ? field : field.name));
  return fields.includes('messages')
    ? pass('app', `${appId} takes the webhook field "messages"`)
    : fail(
        'app',
        `${appId} does not subscribe to the webhook field "messages": nothing would be received`,
        'Subscribe to it in the app dashboard: WhatsApp, Configuration, Webhook fields.',
      );
}

async function checkTokens(checked: CheckedGraph): Promise<Findings> {
  const { tokens } = checked;
  if (tokens === null) return [skip('tokens', 'the stored ones cannot be read')];
  if (tokens.length === 0) return [skip('tokens', 'none is stored yet')];
  return Promise.all(tokens.map((token) => checkToken(checked, token)));
}

async function checkToken(
  { graph, appToken }: CheckedGraph,
  { reveal, last4, wabaIds }: StoredToken,
): Promise<Finding> {
  const check = `token …${last4}`;
  const wabas = `WABA ${wabaIds.join(', ')}`;
  const advice = `Make a new one for ${wabas} and hand it in: PUT /v1/wabas/{waba_id}/token`;

  let token: string;
  try {
    token = reveal();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fail(check, `${wabas}: ${why}`, 'Put the key that was used back into ENCRYPTION_KEYS.');
  }
  const facts = await graph.debugToken({ accessToken: appToken ?? token }, token);
  if (facts.kind !== 'known') return fail(check, `${wabas}: ${refusalOf(facts)}`, advice);
  const { is_valid: isValid, error, expires_at: expiresAt } = facts.value;
  if (!isValid) return fail(check, `${wabas}: ${error?.message ?? 'it is not valid'}`, advice);

  const end = expiresAt ? `until ${new Date(expiresAt * 1000).toISOString()}` : 'for ever';
  return pass(check, `works ${end} for ${wabas}`);
}

function refusalOf(outcome: Exclude<ReadOutcome<unknown>, { kind: 'known' }>): string {
  const why: GraphError | NoAnswer = outcome.kind === 'refused' ? outcome.error : outcome.failure;
  return why.message;
}
