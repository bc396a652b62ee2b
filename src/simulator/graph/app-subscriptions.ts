import type { Answer, AppCall } from './call.js';
import { parseJson, SUCCESS, textParameter } from './call.js';
import { verifyCallback } from './callback.js';
import { invalidParameter } from './refusal.js';

const OBJECT = 'whatsapp_business_account';
const FIELD_VERSION = 'v24.0';

/** `GET /{app_id}/subscriptions`. Source: facts/meta.md §1.11. */
export function listAppSubscriptions({ app }: AppCall): Answer {
  if (app.callback_url === undefined) return { body: { data: [] } };
  const fields = app.fields.map((name) => ({ name, version: FIELD_VERSION }));
  return {
    body: { data: [{ object: OBJECT, callback_url: app.callback_url, active: true, fields }] },
  };
}

/** `POST /{app_id}/subscriptions`: the callback is verified first. Source: facts/meta.md §1.11. */
export async function subscribeAppToFields({ app, parameters }: AppCall): Promise<Answer> {
  assertObject(textParameter(parameters, 'object'));
  const url = textParameter(parameters, 'callback_url');
  if (url === undefined) throw invalidParameter('The parameter callback_url is required');
  const verifyToken = textParameter(parameters, 'verify_token') ?? '';
  const fields = fieldList(parameters['fields']);
  await verifyCallback({ url, verifyToken, isRefused: false });
  app.callback_url = url;
  app.verify_token = verifyToken;
  app.fields = [...new Set([...app.fields, ...fields])];
  return SUCCESS;
}

/** `DELETE /{app_id}/subscriptions`: the given fields, or all of it. Source: facts/meta.md §1.11. */
export function unsubscribeAppFromFields({ app, parameters }: AppCall): Answer {
  const fields = fieldList(parameters['fields']);
  if (fields.length === 0) {
    app.callback_url = undefined;
    app.fields = [];
  } else {
    app.fields = app.fields.filter((field) => !fields.includes(field));
  }
  return SUCCESS;
}

function assertObject(object: string | undefined): void {
  if (object !== OBJECT) throw invalidParameter(`Param object must be one of {${OBJECT}}`);
}

/** An array, its JSON text, or a comma-separated list. */
function fieldList(given: unknown): string[] {
  const list = typeof given === 'string' ? (parseJson(given) ?? given.split(',')) : given;
  return Array.isArray(list) ? list.map((name) => String(name).trim()).filter(Boolean) : [];
}
