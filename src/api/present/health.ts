import type { z } from '@hono/zod-openapi';
import { diagnose } from '../../messaging/diagnose.js';
import type { PhoneNode } from '../../onboarding/normalise.js';
import type { NumberView } from '../../store/number-views.js';
import type { ShownHealth, snapshotFields } from '../schemas/health.js';
import { presentDiagnosis } from '../../messaging/present-diagnosis.js';
import { iso } from './instant.js';
import { verdictOf } from './verdict.js';

/** One sweep is six hours; what is older than that and an hour was missed. */
const STALE_AFTER = 7 * 3_600_000;

/** The latest snapshot; says how old it is, and why if Meta could not be read since. */
export function presentHealth(number: NumberView, at: number): ShownHealth {
  const { node, node_read_at: readAt, node_error: error, conditions } = number;
  const age = readAt === null ? null : Math.max(at - readAt.getTime(), 0);
  const effective = conditions.find(({ type }) => type === 'webhooks_effective')?.status;
  return {
    verdict: verdictOf(number.stage, conditions, node),
    ...presentSnapshot(node),
    business: {
      waba_id: number.waba_id,
      name: number.waba_facts?.name ?? null,
      portfolio_id: number.waba_facts?.portfolioId ?? null,
      review_status: number.waba_facts?.reviewStatus ?? null,
      can_send: number.waba_facts?.canSend ?? null,
    },
    webhooks: {
      subscribed: number.waba_subscription?.subscribed ?? null,
      messages_field: number.waba_app_webhooks?.messagesField ?? null,
      effective: effective === undefined || effective === 'unknown' ? null : effective === 'met',
    },
    freshness: {
      taken_at: iso(readAt),
      age_s: age === null ? null : Math.floor(age / 1_000),
      stale: age === null || age > STALE_AFTER || error !== null,
      error:
        error === null ? null : { at: new Date(error.at).toISOString(), message: error.message },
    },
  };
}

type Snapshot = { [Group in keyof typeof snapshotFields]: z.infer<(typeof snapshotFields)[Group]> };

/** Meta writes `+0000`, without the colon that RFC 3339 wants; what is no instant stays as it came. */
function metaInstant(text: string | null): string | null {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? text : iso(at);
}

/** The groups of one node; every field null while none was read. */
export function presentSnapshot(node: PhoneNode | null): Snapshot {
  return {
    phone: {
      display_phone_number: node?.displayPhoneNumber ?? null,
      verified_name: node?.verifiedName ?? null,
      name_status: node?.nameStatus ?? null,
      is_on_biz_app: node?.isOnBizApp ?? null,
      is_official_business_account: node?.isOfficialBusinessAccount ?? null,
      last_onboarded_at: metaInstant(node?.lastOnboardedAt ?? null),
    },
    capacity: {
      status: node?.status ?? null,
      platform_type: node?.platformType ?? null,
      quality_rating: node?.qualityRating ?? null,
      messaging_limit: node?.messagingLimit ?? null,
      throughput_level: node?.throughputLevel ?? null,
      account_mode: node?.accountMode ?? null,
      code_verification_status: node?.codeVerification ?? null,
      is_pin_enabled: node?.isPinEnabled ?? null,
    },
    can_send: {
      status: node?.canSend ?? null,
      entities: (node?.health ?? []).map(({ type, canSend, errors, notes }) => ({
        type,
        can_send: canSend,
        errors: errors.map((error) => ({
          ...error,
          diagnosis:
            error.code === null
              ? null
              : presentDiagnosis(diagnose({ code: error.code, message: error.description })),
        })),
        notes: [...notes],
      })),
    },
  };
}
