import { makeTokenText } from '../state/access-token.js';
import { DAY } from '../state/clock.js';
import type { World } from '../state/world.js';
import type { Answer, Call } from './call.js';
import { textParameter } from './call.js';
import { invalidParameter, refusal } from './refusal.js';

const SIXTY_DAYS = 60 * DAY;

/** `GET /oauth/access_token`: a signup code within 30 s and once, a fresh 60-day token for an old one, or the app's own. Source: facts/meta.md §1.12. */
export function exchangeForToken({ world, parameters, now }: Call): Answer {
  const appId = textParameter(parameters, 'client_id');
  if (appId === undefined) throw invalidParameter('Missing client_id parameter.');
  const app = world.apps.get(appId);
  if (app === undefined || textParameter(parameters, 'client_secret') !== app.secret) {
    throw refusal('wrong_app_secret');
  }
  const grant = textParameter(parameters, 'grant_type');
  if (grant === 'client_credentials') {
    return { body: { access_token: `${app.id}|${app.secret}`, token_type: 'bearer' } };
  }
  if (grant === 'fb_exchange_token') {
    return refreshToken(world, textParameter(parameters, 'fb_exchange_token') ?? '', now);
  }

  const code = world.signupCodes.get(textParameter(parameters, 'code') ?? '');
  if (code === undefined) throw refusal('code_exchange_invalid');
  if (code.used) throw refusal('code_already_exchanged');
  if (now >= code.expires_at) throw refusal('code_exchange_expired');
  code.used = true;
  const waba = world.ensureWaba(code.waba_id);
  const token = world.grantToken(waba, { text: makeTokenText() });
  token.app_id = app.id;
  return { body: { access_token: token.text, token_type: 'bearer' } };
}

function refreshToken(world: World, text: string, now: number): Answer {
  const old = world.tokens.get(text);
  if (old === undefined || old.ended !== undefined) throw refusal('token_unreadable');
  const fresh = makeTokenText();
  world.tokens.set(fresh, {
    ...old,
    text: fresh,
    waba_ids: new Set(old.waba_ids),
    issued_at: now,
    expires_at: now + SIXTY_DAYS,
  });
  return {
    body: { access_token: fresh, token_type: 'bearer', expires_in: SIXTY_DAYS / 1_000 },
  };
}
