import type { AccessToken } from '../state/access-token.js';
import type { Answer, Call } from './call.js';
import { textParameter } from './call.js';
import { describeEnd } from './authenticate.js';
import { invalidParameter } from './refusal.js';

/** `GET /debug_token?input_token`, with an app token or the token itself. Source: facts/meta.md §1.12. */
export function debugToken({ world, parameters, now }: Call): Answer {
  const text = textParameter(parameters, 'input_token');
  if (text === undefined) throw invalidParameter('The parameter input_token is required');
  const token = world.tokens.get(text);
  if (token === undefined) {
    const error = { code: 190, message: 'The access token could not be decrypted' };
    return { body: { data: { error, is_valid: false, scopes: [] } } };
  }
  const ended = describeEnd(token, now);
  return {
    body: {
      data: {
        app_id: token.app_id,
        application: world.ensureApp(token.app_id).name,
        type: 'SYSTEM_USER',
        is_valid: ended === undefined,
        expires_at: inSeconds(token.expires_at),
        data_access_expires_at: inSeconds(token.data_access_expires_at),
        issued_at: inSeconds(token.issued_at),
        scopes: token.scopes,
        granular_scopes: granularScopes(token),
        user_id: `1220${token.app_id.slice(-10)}`,
        ...(ended !== undefined && {
          error: { code: ended.code, message: ended.message, subcode: ended.subcode },
        }),
      },
    },
  };
}

/** WABA ids, newest grant first. Source: facts/meta.md §1.12. */
function granularScopes({ scopes, waba_ids }: AccessToken): unknown[] {
  const targets = [...waba_ids].toReversed();
  return scopes.map((scope) => ({ scope, target_ids: targets }));
}

/** 0 means never. */
function inSeconds(instant: number | undefined): number {
  return instant === undefined ? 0 : Math.floor(instant / 1_000);
}
