import { DAY } from '../duration.js';
import { instant } from '../instant.js';
import { tokenCause } from '../token-cause.js';
import { found, noted, pass, unknown, unread, type Check } from './check.js';
import type { PreflightInput } from './readings.js';

/** A token that ends within this time ends in the middle of onboarding. */
const SOON = 14 * DAY;
const NEEDED = ['whatsapp_business_management', 'whatsapp_business_messaging'];

/** What `debug_token` says: does it live, is it our app's, may it do what is needed, was the WABA shared with it? Source: facts/meta.md §1.12, §1.0. */
export function tokenChecks(input: PreflightInput): Check[] {
  const { token, facts, waba } = input;
  if (token.kind !== 'known')
    return (['token_valid', 'token_app', 'token_scopes', 'token_waba'] as const).map((id) =>
      unread(id, token, input),
    );
  const { is_valid: isValid, expires_at: expiresAt, error } = token.value;
  const endsAt = expiresAt ? expiresAt * 1_000 : null;
  const evidence = { expires_at: endsAt === null ? null : new Date(endsAt).toISOString() };

  const valid = (): Check => {
    if (!isValid) {
      const cause = tokenCause({ subcode: error?.subcode ?? null, message: error?.message ?? '' });
      return found('token_valid', 'fail', 'token_invalid', input, { slots: { cause }, evidence });
    }
    if (endsAt !== null && endsAt - facts.at < SOON)
      return noted('token_valid', 'warn', {
        detail: `Meta accepts the token only until ${instant(endsAt)}.`,
        action: 'Use a system user’s token that does not expire, or replace it before.',
        evidence,
      });
    return pass('token_valid', 'Meta accepts the token.', evidence);
  };

  const app = (): Check => {
    const { app_id: appId = null, application } = token.value;
    const shown = { app_id: appId, our_app_id: facts.ourAppId };
    if (appId === null || facts.ourAppId === null)
      return unknown('token_app', 'It is not known whether the token is of our app.', shown);
    if (appId === facts.ourAppId) return pass('token_app', 'The token is of our app.', shown);
    const slots = { app: application ?? appId };
    return found('token_app', 'fail', 'token_of_other_app', input, { slots, evidence: shown });
  };

  const scopes = (): Check => {
    const granted = token.value.scopes ?? null;
    // Of a token that is over Meta lists none.
    if (granted === null || (!isValid && granted.length === 0))
      return unknown('token_scopes', 'Meta does not say what the token may do.');
    const shown = { scopes: granted.join(' ') };
    const scope = NEEDED.find((needed) => !granted.includes(needed));
    if (scope === undefined)
      return pass('token_scopes', 'The token has every permission that is needed.', shown);
    const more = { slots: { scope }, evidence: shown };
    return found('token_scopes', 'fail', 'permission_missing', input, more);
  };

  const granted = (): Check => {
    const targets = token.value.granular_scopes?.find(
      ({ scope }) => scope === 'whatsapp_business_management',
    )?.target_ids;
    const shown = { waba_ids: targets?.join(' ') ?? null };
    if (targets?.includes(facts.wabaId) === true)
      return pass('token_waba', 'The WhatsApp account was shared with the token.', shown);
    // The list may be absent or short; what the token can read was shared with it.
    if (waba.kind === 'known')
      return pass('token_waba', 'The token can read the WhatsApp account.', shown);
    if (!targets) return unknown('token_waba', 'Meta does not say what was shared with the token.');
    return noted('token_waba', 'fail', {
      reason: 'number_not_visible',
      detail: `The WhatsApp account ${facts.wabaId} was not shared with this token.`,
      action: 'Compare the ids; share the account with the token’s user.',
      evidence: shown,
    });
  };

  return [valid(), app(), scopes(), granted()];
}
