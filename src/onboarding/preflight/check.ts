import { managerUrl } from '../actions.js';
import type { Read } from '../observation.js';
import { reasonStrings, slotFallbacks } from '../reason-strings.js';
import { reasons, type Reason, type ReasonCode } from '../reasons.js';
import type { Slots } from '../rule.js';
import { tokenCause } from '../token-cause.js';
import type { PreflightInput } from './readings.js';

/** What is asked, in the order in which it is shown. */
export type CheckId =
  | 'token_valid'
  | 'token_app'
  | 'token_scopes'
  | 'token_waba'
  | 'waba_visible'
  | 'waba_review'
  | 'business_verification'
  | 'payment'
  | 'number_free'
  | 'number_visible'
  | 'number_in_waba'
  | 'number_status'
  | 'coexistence'
  | 'ownership'
  | 'display_name'
  | 'pin'
  | 'attempts'
  | 'can_send'
  | 'subscription'
  | 'messages_field'
  | 'callback';

type Evidence = Readonly<Record<string, string | number | boolean | null>>;

/** One check. `fail`: onboarding would stop here until somebody acts; `warn`: it goes on, slower or with a limit; `unknown`: could not be read, which is never taken for bad. */
export interface Check {
  readonly id: CheckId;
  readonly verdict: 'pass' | 'warn' | 'fail' | 'unknown';
  /** The reason that onboarding would stand at; null where there is none. */
  readonly reason: ReasonCode | null;
  /** What was found, a whole sentence. */
  readonly detail: string;
  /** What to do about it; null where nothing is to be done. */
  readonly action: string | null;
  /** Raw values behind it. */
  readonly evidence: Evidence;
  /** Where at Meta it is seen to; null where nowhere. */
  readonly link: string | null;
}

export const pass = (id: CheckId, detail: string, evidence: Evidence = {}): Check => ({
  id,
  verdict: 'pass',
  reason: null,
  detail,
  action: null,
  evidence,
  link: null,
});

export const unknown = (id: CheckId, detail: string, evidence: Evidence = {}): Check => ({
  ...pass(id, detail, evidence),
  verdict: 'unknown',
});

/** Something in words of its own; `reason` where onboarding would stand at one. */
export const noted = (
  id: CheckId,
  verdict: 'warn' | 'fail',
  {
    detail,
    action,
    reason = null,
    evidence = {},
    link = null,
  }: Pick<Check, 'detail' | 'action'> & Partial<Check>,
): Check => ({ id, verdict, reason, detail, action, evidence, link });

/** What onboarding would say: the reason's own sentence, action and link. */
export function found(
  id: CheckId,
  verdict: 'warn' | 'fail' | 'unknown',
  reason: ReasonCode,
  input: PreflightInput,
  { slots = {}, evidence = {} }: { readonly slots?: Slots; readonly evidence?: Evidence } = {},
): Check {
  const { sentence, action } = reasonStrings[reason];
  const values = { ...commonSlots(input), ...slots };
  const { actions }: Reason = reasons[reason];
  return {
    id,
    verdict,
    reason,
    detail: fill(sentence, values),
    action: fill(action, values),
    evidence,
    link: actions.includes('open_meta') ? linkOf(input) : null,
  };
}

/** What could not be read says nothing, but for the refusals that say why. */
export function unread(
  id: CheckId,
  read: Exclude<Read<unknown>, { kind: 'known' }>,
  input: PreflightInput,
): Check {
  if (read.kind === 'unreadable')
    return unknown(id, `Meta did not answer (${read.cause}); nothing is concluded from it.`);
  const { refusal } = read;
  const evidence = {
    code: refusal.code,
    subcode: refusal.subcode,
    message: refusal.message,
    fbtrace_id: refusal.fbtraceId,
  };
  switch (refusal.class) {
    case 'token':
      // The token's own check says so; this one cannot tell.
      return id === 'token_valid'
        ? found(id, 'fail', 'token_invalid', input, {
            slots: { cause: tokenCause(refusal) },
            evidence,
          })
        : unknown(id, 'Meta does not accept the token, so this could not be read.', evidence);
    case 'permission': {
      const scope = /whatsapp_business_\w+/.exec(refusal.message)?.[0];
      const slots: Slots = scope === undefined ? {} : { scope };
      return found(id, 'fail', 'permission_missing', input, { slots, evidence });
    }
    case 'not_visible':
    // A node of another kind: the id is not one of what was asked for.
    case 'unknown_field':
      return id === 'waba_visible' || id === 'number_visible'
        ? found(id, 'fail', 'number_not_visible', input, { evidence })
        : unknown(id, 'The token does not see this, so it could not be read.', evidence);
    case 'throttled':
      return found(id, 'unknown', 'throttled', input, { evidence });
    case 'transient':
    case 'maintenance':
      return unknown(id, `Meta has a passing trouble: "${refusal.message}"`, evidence);
    default: {
      const slots = { code: String(refusal.code), meta_message: refusal.message };
      return found(id, 'unknown', 'read_refused_unknown', input, { slots, evidence });
    }
  }
}

/** WhatsApp Manager at this account. */
export const linkOf = ({ waba, facts }: PreflightInput): string =>
  managerUrl(
    waba.kind === 'known' ? (waba.value.owner_business_info?.id ?? null) : null,
    facts.wabaId,
  );

const fill = (text: string, slots: Slots): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = slots[name]?.trim() ?? '';
    return value === '' ? (slotFallbacks[name] ?? 'unknown') : value;
  });

function commonSlots({ node, facts }: PreflightInput): Slots {
  const value = node.kind === 'known' ? node.value : null;
  return {
    id: facts.phoneNumberId,
    number: value?.displayPhoneNumber ?? '',
    name: value?.newDisplayName ?? value?.verifiedName ?? '',
    name_status: value?.newNameStatus ?? value?.nameStatus ?? '',
    url: facts.callbackUrl ?? '',
    our_app: facts.ourAppId ?? '',
  };
}
