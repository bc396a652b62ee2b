import type { z } from '@hono/zod-openapi';
import { lastLookAt } from '../../operations/live-health.js';
import type { NumberView } from '../../store/number-views.js';
import { presentCallback } from '../present/callback.js';
import { presentHealth } from '../present/health.js';
import { iso } from '../present/instant.js';
import type { chatwootHealthSchema } from './schemas.js';
import { presentExplanation } from '../../messaging/present-diagnosis.js';

/**
 * The flat health object of Chatwoot's four versions in one: `throughput` for its banner and `throughput_level` for its card, `business_id`
 * for old pages. Everything of ours is under `onboard_number`. Source: facts/chatwoot-contract.md §1.11.
 */
export function presentChatwootHealth(
  number: NumberView,
  { at, publicUrl }: { readonly at: number; readonly publicUrl: string },
): z.infer<typeof chatwootHealthSchema> {
  const { node } = number;
  const health = presentHealth(number, at);
  const level = node?.throughputLevel ?? null;
  return {
    id: number.phone_number_id,
    display_phone_number: node?.displayPhoneNumber ?? null,
    verified_name: node?.verifiedName ?? null,
    name_status: node?.nameStatus ?? null,
    quality_rating: node?.qualityRating ?? null,
    messaging_limit_tier: node?.messagingLimit ?? null,
    status: node?.status ?? null,
    account_mode: node?.accountMode ?? null,
    code_verification_status: node?.codeVerification ?? null,
    webhook_configuration: webhookConfiguration(number),
    expected_webhook_url: expectedUrl(number, publicUrl),
    throughput: level === null ? null : { level },
    throughput_level: level,
    last_onboarded_time: node?.lastOnboardedAt ?? null,
    is_on_biz_app: node?.isOnBizApp ?? null,
    platform_type: node?.platformType ?? null,
    business_id: number.waba_id,
    ...businessOf(number),
    health_checked_at: iso(lastLookAt(number)),
    business_profile: null,
    onboard_number: {
      stage: number.stage,
      onboarding: presentExplanation(number.explanation),
      verdict: health.verdict,
      freshness: health.freshness,
    },
  };
}

/** What is set, level by level; null = nothing is. */
function webhookConfiguration({ node }: NumberView) {
  const { phoneNumber = null, waba = null, application = null } = node?.callbacks ?? {};
  if (phoneNumber === null && waba === null && application === null) return null;
  return {
    ...(phoneNumber === null ? {} : { phone_number: phoneNumber }),
    ...(waba === null ? {} : { whatsapp_business_account: waba }),
    ...(application === null ? {} : { application }),
  };
}

/** Chatwoot compares letter by letter: where Meta's spelling of the right URL differs from ours, it is Meta's that is expected. */
function expectedUrl(number: NumberView, publicUrl: string): string | null {
  const { wanted, effective, ok } = presentCallback(number, publicUrl);
  return ok === true && effective !== null ? effective : wanted;
}

/** Left out altogether while the WABA could never be read. */
function businessOf({ waba_id: id, waba_facts: facts }: NumberView) {
  if (facts === null) return {};
  return {
    business_account_id: id,
    business_account_name: facts.name,
    business_portfolio_id: facts.portfolioId,
    business_portfolio_name: facts.portfolioName ?? null,
  };
}
