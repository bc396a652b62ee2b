import { z } from 'zod';
import { askingFields, type OnFieldDropped } from './asking-fields.js';
import { messageTemplateFields, phoneNumberFields, wabaFields } from './fields.js';
import type { Graph, GraphCaller } from './graph.js';
import type { ReadOutcome } from './outcome.js';
import { readOne, readPages } from './reads.js';
import { reporting, type OnAnswer } from './reporting.js';
import { createExchanger, type Exchanger, type GraphCall } from './request.js';
import { retrying } from './retrying.js';
import {
  appSubscriptionSchema,
  listedTemplateSchema,
  exchangedTokenSchema,
  phoneNumberNodeSchema,
  sentMessageSchema,
  subscribedAppSchema,
  tokenFactsSchema,
  wabaNodeSchema,
} from './schemas.js';
import { write } from './writes.js';

/** How a client is made. */
export interface GraphClientOptions {
  /** For example `https://graph.facebook.com`, or the simulator's address. */
  readonly baseUrl: string;
  /** For example `v24.0`: unversioned calls would follow the app's dashboard. Source: facts/meta.md §0.2. */
  readonly version: string;
  /** Sends the caller's clock as `X-Sim-Now`: for tests against the simulator only. @default false */
  readonly sendClock?: boolean;
  /** @default the global fetch, which keeps connections alive */
  readonly fetch?: typeof fetch;
  /** Called once per field that Meta no longer knows. */
  readonly onFieldDropped?: OnFieldDropped;
  /** Told of every answer, before anybody decides upon it, and awaited. Must not throw. */
  readonly onAnswer?: OnAnswer;
  readonly timeouts?: Partial<Timeouts>;
  /** Pauses before the second, third … try of a read. @default [200, 600] */
  readonly retryDelaysMs?: readonly number[];
}

/** Milliseconds after which nothing more is expected. */
export interface Timeouts {
  /** One try of any call but register. @default 10_000 */
  readonly callMs: number;
  /** Register is slow at Meta, and giving up early costs an attempt of which nothing is known. @default 60_000 */
  readonly registerMs: number;
  /** A send; what is slower counts as lost. @default 15_000 */
  readonly sendMs: number;
  /** One object, or one page of a list, with all its tries. @default 25_000 */
  readonly readMs: number;
}

const DEFAULT_TIMEOUTS: Timeouts = {
  callMs: 10_000,
  registerMs: 60_000,
  sendMs: 15_000,
  readMs: 25_000,
};
const DEFAULT_RETRY_DELAYS_MS = [200, 600];

/** Makes a Graph client that never throws for what Meta or the network does; reads retry briefly, writes never. */
export const createGraphClient = (options: GraphClientOptions): Graph =>
  createGraph(
    createExchanger({
      baseUrl: options.baseUrl,
      version: options.version,
      sendClock: options.sendClock ?? false,
      fetch: options.fetch ?? fetch,
    }),
    options,
  );

/** The same over any way of exchanging a call for Meta's answer. */
export function createGraph(
  exchanger: Exchanger,
  options: Omit<GraphClientOptions, 'baseUrl' | 'version' | 'sendClock' | 'fetch'>,
): Graph {
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };
  const exchange = reporting(exchanger, options.onAnswer);
  const read = retrying(exchange, {
    delaysMs: options.retryDelaysMs ?? DEFAULT_RETRY_DELAYS_MS,
    totalMs: timeouts.readMs,
  });
  const dropped: string[] = [];
  const readPhoneNumber = askingFields(
    read,
    { kind: /phone/i, fields: phoneNumberFields },
    (field, detail) => {
      dropped.push(field);
      options.onFieldDropped?.(field, detail);
    },
  );
  /** Without a field that decisions rest on nothing may be concluded: absent would be read as a fact. */
  const whole = <T>(outcome: ReadOutcome<T>): ReadOutcome<T> => {
    const lacking = phoneNumberFields.find(
      ({ name, required }) => required && dropped.includes(name),
    );
    if (lacking === undefined || outcome.kind !== 'known') return outcome;
    const message = `Meta no longer shows ${lacking.name}`;
    return { kind: 'unreadable', failure: { cause: 'malformed', httpStatus: 200, message } };
  };
  const readWaba = askingFields(
    read,
    { kind: /account/i, fields: wabaFields },
    options.onFieldDropped,
  );
  const readTemplates = askingFields(
    read,
    { kind: /template/i, fields: messageTemplateFields },
    options.onFieldDropped,
  );

  const get = (path: string, query: Record<string, string> = {}): GraphCall => {
    return { method: 'GET', path, query, timeoutMs: timeouts.callMs };
  };
  const post = (
    path: string,
    body?: Record<string, unknown>,
    secrets: readonly string[] = [],
  ): GraphCall => {
    return { method: 'POST', path, secrets, timeoutMs: timeouts.callMs, ...(body && { body }) };
  };

  return {
    droppedFields: () => dropped,
    phoneNumber: async (caller, id) =>
      whole(await readOne(readPhoneNumber, caller, get(node(id)), phoneNumberNodeSchema)),
    phoneNumbers: async (caller, wabaId) =>
      whole(
        await readPages(
          readPhoneNumber,
          caller,
          get(`${node(wabaId)}/phone_numbers`),
          phoneNumberNodeSchema,
        ),
      ),
    waba: (caller, wabaId) => readOne(readWaba, caller, get(node(wabaId)), wabaNodeSchema),
    subscribedApps: (caller, wabaId) =>
      readPages(read, caller, get(`${node(wabaId)}/subscribed_apps`), subscribedAppSchema),
    async messageTemplates(caller, wabaId) {
      const call = get(`${node(wabaId)}/message_templates`);
      const outcome = await readPages(readTemplates, caller, call, listedTemplateSchema);
      return outcome.kind === 'known'
        ? { ...outcome, value: outcome.value.filter((template) => template !== null) }
        : outcome;
    },
    appSubscriptions: (caller, appId) =>
      readPages(read, ofApp(caller), get(`${node(appId)}/subscriptions`), appSubscriptionSchema),

    async debugToken(caller, inspectedToken) {
      // The one token in a URL: Meta takes `input_token` from the query only (facts/meta.md §1.12). No URL of this client ever
      // reaches an outcome or a log, so it stays between Meta and us; an access log of a proxy in between would see it.
      const call = {
        ...get('/debug_token', { input_token: inspectedToken }),
        secrets: [inspectedToken],
      };
      const outcome = await readOne(
        read,
        ofApp(caller),
        call,
        z.looseObject({ data: tokenFactsSchema }),
      );
      return outcome.kind === 'known' ? { ...outcome, value: outcome.value.data } : outcome;
    },

    exchangeCode: (app, code) => {
      // No retries: the first try may have used the code up, though its answer is lost.
      const query = { client_id: app.id, client_secret: app.secret, code };
      // They stand in its URL, which Meta may echo.
      const secrets = [app.secret, code, encodeURIComponent(code)];
      const call = { ...get('/oauth/access_token', query), secrets };
      return readOne(
        exchange,
        { accessToken: '' },
        { ...call, answersWhole: true },
        exchangedTokenSchema,
      );
    },
    syncAppData: (caller, id, syncType) =>
      write(
        exchange,
        caller,
        post(`${node(id)}/smb_app_data`, {
          messaging_product: 'whatsapp',
          sync_type: syncType,
        }),
        z.looseObject({ request_id: z.string() }),
      ),

    requestCode: (caller, id, { method, language }) =>
      write(exchange, caller, post(`${node(id)}/request_code`, { code_method: method, language })),
    verifyCode: (caller, id, code) =>
      write(exchange, caller, post(`${node(id)}/verify_code`, { code }, [code])),
    register: (caller, id, { pin, dataLocalizationRegion: region }) =>
      write(exchange, caller, {
        ...post(
          `${node(id)}/register`,
          {
            messaging_product: 'whatsapp',
            pin,
            ...(region !== undefined && { data_localization_region: region }),
          },
          [pin],
        ),
        timeoutMs: timeouts.registerMs,
      }),
    deregister: (caller, id) => write(exchange, caller, post(`${node(id)}/deregister`)),
    setPin: (caller, id, pin) => write(exchange, caller, post(node(id), { pin }, [pin])),
    setDisplayName: (caller, id, name) =>
      write(exchange, caller, post(node(id), { new_display_name: name })),
    setPhoneOverride: (caller, id, override) =>
      write(
        exchange,
        caller,
        post(node(id), { webhook_configuration: overrideOf(override) }, [override.verifyToken]),
      ),

    subscribe: (caller, wabaId) => write(exchange, caller, post(`${node(wabaId)}/subscribed_apps`)),
    setWabaOverride: (caller, wabaId, override) =>
      write(
        exchange,
        caller,
        post(`${node(wabaId)}/subscribed_apps`, overrideOf(override), [override.verifyToken]),
      ),
    unsubscribe: (caller, wabaId) =>
      write(exchange, caller, { ...post(`${node(wabaId)}/subscribed_apps`), method: 'DELETE' }),
    sendMessage: (caller, id, message) =>
      write(
        exchange,
        caller,
        // A wamid is base64: one in some ten thousand has the letters that tokens begin with.
        {
          ...post(`${node(id)}/messages`, message),
          timeoutMs: timeouts.sendMs,
          answersWhole: true,
        },
        sentMessageSchema,
      ),
  };
}

/** Without the WABA: these calls are not of its budget. */
const ofApp = (caller: GraphCaller): GraphCaller => {
  const { wabaId, ...app } = caller;
  return wabaId === undefined ? caller : app;
};

function node(id: string): string {
  return `/${encodeURIComponent(id)}`;
}

/** An empty URL deletes the override and needs no verify token. Source: facts/meta.md §1.9. */
function overrideOf({ callbackUrl, verifyToken }: { callbackUrl: string; verifyToken: string }) {
  return callbackUrl === ''
    ? { override_callback_uri: '' }
    : { override_callback_uri: callbackUrl, verify_token: verifyToken };
}
