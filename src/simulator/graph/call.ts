import type { AccessToken } from '../state/access-token.js';
import type { App } from '../state/app.js';
import type { PhoneNumber } from '../state/phone-number.js';
import type { Waba } from '../state/waba.js';
import type { World } from '../state/world.js';

/** Query and body of a request, merged: Graph does not care where a parameter comes from. */
export type Parameters = Readonly<Record<string, unknown>>;

/** What every handler gets. */
export interface Call {
  readonly world: World;
  readonly method: string;
  readonly parameters: Parameters;
  /** The instant of the request on the simulated clock. */
  readonly now: number;
  /** The request without host, for `paging.next`. */
  readonly url: string;
}

/** A call on a phone number that the token may touch. */
export interface NumberCall extends Call {
  readonly number: PhoneNumber;
  readonly waba: Waba;
  readonly token: AccessToken;
}

/** A call on a WABA that the token may touch. */
export interface WabaCall extends Call {
  readonly waba: Waba;
  readonly token: AccessToken;
}

/** A call on an app with its own token. */
export interface AppCall extends Call {
  readonly app: App;
}

/** What a handler answers; `spoil` is the scenario's damage on the way back. */
export interface Answer {
  readonly body: unknown;
  readonly spoil?: 'lost' | 'server_error';
}

/** What almost every write answers. Source: facts/meta.md §1.0. */
export const SUCCESS: Answer = { body: { success: true } };

/** A parameter as text, whether it came as JSON, form or query; undefined when absent or null. */
export function textParameter(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name];
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return undefined;
}

/** A parameter that is an object; a form or a query carries it as JSON text. */
export function objectParameter(parameters: Parameters, name: string): Parameters | undefined {
  const value = parameters[name];
  const parsed = typeof value === 'string' ? parseJson(value) : value;
  return isObject(parsed) ? parsed : undefined;
}

/** Parses JSON; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
