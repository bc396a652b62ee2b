import type { AccessToken } from '../state/access-token.js';
import type { App } from '../state/app.js';
import type { World } from '../state/world.js';
import type { GraphErrorRow } from './errors.js';
import { graphErrors } from './errors.js';
import { GraphRefusal, refusal } from './refusal.js';

/**
 * The bearer of a request, before anything is asked of it. The parameter wins over the header: pywa, which works against
 * Meta, names the app's token there while its session sends the user's.
 */
export function bearerOf(
  authorization: string | undefined,
  parameter: unknown,
): string | undefined {
  if (typeof parameter === 'string' && parameter !== '') return parameter;
  return /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(authorization ?? '')?.[1];
}

/** A user token that works now. @throws GraphRefusal 401 for none, an unknown or a dead one. Source: facts/meta.md §3.1. */
export function authenticate(world: World, text: string | undefined, now: number): AccessToken {
  if (text === undefined) throw refusal('no_token');
  const token = world.tokens.get(text);
  if (token === undefined) throw refusal('token_unreadable');
  const ended = describeEnd(token, now);
  if (ended !== undefined) throw new GraphRefusal(ended);
  return token;
}

/** The app whose token this is, `{app_id}|{app_secret}`; undefined for any other text. Source: facts/meta.md §1.12. */
export function appOfToken(world: World, text: string | undefined): App | undefined {
  if (text === undefined) return undefined;
  const separator = text.indexOf('|');
  const app = separator < 0 ? undefined : world.apps.get(text.slice(0, separator));
  return app !== undefined && app.secret === text.slice(separator + 1) ? app : undefined;
}

/** Why a token no longer works, as Meta says it. Source: facts/meta.md §3.1 (190/463, 190/467). */
export function describeEnd(token: AccessToken, now: number): GraphErrorRow | undefined {
  if (token.ended === 'invalidated') return graphErrors.token_invalidated;
  const isOver = token.expires_at !== undefined && now >= token.expires_at;
  if (token.ended === undefined && !isOver) return undefined;
  const expired = new Date(token.expires_at ?? token.issued_at).toUTCString();
  return {
    status: 401,
    code: 190,
    subcode: 463,
    message: `Error validating access token: Session has expired on ${expired}. The current time is ${new Date(now).toUTCString()}.`,
  };
}
