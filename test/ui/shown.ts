import type { ShownNumber } from '../../src/api/schemas/number.js';
import { CONDITION_TYPES, type ConditionType } from '../../src/onboarding/conditions.js';
import type { ReasonCode } from '../../src/onboarding/reasons.js';
import type { Parts } from '../onboarding/world.js';
import { standingAt } from '../support/standing.js';

/** A Wednesday, noon UTC. */
export const NOW = Date.UTC(2026, 10, 18, 12);

/** What a number on a page differs in from the usual one. */
export interface Shown {
  readonly reason: ReasonCode;
  readonly unmet?: readonly ConditionType[];
  readonly liveAt?: number;
  readonly staleSince?: number;
  readonly parts?: Parts;
  readonly more?: Partial<ShownNumber>;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** A number as the API shows it, standing at this reason. */
export function shownNumber({
  reason,
  unmet = [],
  liveAt,
  staleSince,
  parts = {},
  more = {},
}: Shown): ShownNumber {
  const onboarding = standingAt(reason, NOW, parts);
  const nothing = { status: null } as const;
  return {
    id: '106540352242922',
    account_id: '1',
    inbox_id: '1',
    waba_id: '203354440000001',
    external_id: null,
    signed_up_at: null,
    app_data_sync: null,
    metadata: {},
    mode: 'standard',
    display_phone_number: '+1 201-555-0123',
    verified_name: 'Example Store',
    display_name: {
      current: 'Example Store',
      status: null,
      pending: null,
      pending_status: null,
      rejection_reason: null,
      reregister_by: null,
    },
    stage: onboarding.stage,
    conditions: CONDITION_TYPES.map((type) => ({
      type,
      status: unmet.includes(type) ? 'not_met' : 'met',
      reason: unmet.includes(type) ? reason : null,
      message: '',
      since: iso(NOW),
      read_at: iso(NOW),
    })),
    onboarding: {
      ...onboarding,
      registration: { ...onboarding.registration, last_attempt: null },
    },
    health: {
      verdict: 'unknown',
      phone: {
        display_phone_number: null,
        verified_name: null,
        name_status: null,
        is_on_biz_app: null,
        is_official_business_account: null,
        last_onboarded_at: null,
      },
      capacity: {
        ...nothing,
        platform_type: null,
        quality_rating: null,
        messaging_limit: null,
        throughput_level: null,
        account_mode: null,
        code_verification_status: null,
        is_pin_enabled: null,
      },
      can_send: { status: null, entities: [] },
      business: {
        waba_id: '1',
        name: null,
        portfolio_id: null,
        review_status: null,
        can_send: null,
      },
      webhooks: { subscribed: null, messages_field: null, effective: null },
      freshness: {
        taken_at: iso(staleSince ?? NOW),
        age_s: 0,
        stale: staleSince !== undefined,
        error: null,
      },
    },
    callback: { wanted: null, effective: null, level: null, ok: null },
    pin: { stored: false, proven: false, last_event: null },
    code: { sent_at: null, expires_at: null, next_request_at: null },
    token: { last4: '0001', valid: null, expires_at: null, scopes: [] },
    pin_policy: 'replace',
    reregister_policy: 'ask',
    paused: false,
    created_at: iso(NOW - 5 * 86_400_000),
    live_at: liveAt === undefined ? null : iso(liveAt),
    last_webhook_at: null,
    ...more,
  };
}
