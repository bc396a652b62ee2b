import { z } from 'zod';
import { id, limit, seconds, text } from './parts.js';

/** One restriction; without a readable expiry it holds until Meta lifts it. */
const restrictionSchema = z.looseObject({
  restriction_type: text,
  expiration: seconds.nullish().catch(null),
  remediation: text,
});

/** `account_update`, every event. Source: facts/meta.md §4.6. */
export const accountUpdateSchema = z.looseObject({
  event: z.string(),
  phone_number: text,
  restriction_info: z.array(restrictionSchema).nullish(),
  violation_info: z.looseObject({ violation_type: text }).nullish(),
  ban_info: z
    .looseObject({
      /** One example of the documentation wraps it in an array. */
      waba_ban_state: z
        .union([z.string(), z.array(z.string()).transform((states) => states[0])])
        .nullish(),
      waba_ban_date: text,
    })
    .nullish(),
  waba_info: z
    .looseObject({
      waba_id: id.nullish(),
      owner_business_id: id.nullish(),
      partner_app_id: id.nullish(),
    })
    .nullish(),
  disconnection_info: z.looseObject({ reason: text, initiated_by: text }).nullish(),
  partner_client_certification_info: z
    .looseObject({ status: text, rejection_reasons: z.array(z.string()).nullish() })
    .nullish(),
  country: text,
});
export type AccountUpdate = z.infer<typeof accountUpdateSchema>;

/** `account_review_update`. Source: facts/meta.md §4.5. */
export const reviewUpdateSchema = z.looseObject({ decision: z.string() });

const alertSchema = z.looseObject({
  alert_severity: text,
  alert_status: text,
  alert_type: text,
  alert_description: text,
});

/** `account_alerts`; older payloads are flat. Source: facts/meta.md §4.5. */
export const alertsSchema = z.looseObject({
  entity_type: text,
  entity_id: id.nullish(),
  alert_info: alertSchema.nullish(),
  ...alertSchema.shape,
});

/** `business_capability_update`. Source: facts/meta.md §4.5. */
export const capabilityUpdateSchema = z.looseObject({
  max_daily_conversations_per_business: limit,
  max_daily_conversation_per_phone: limit,
  max_phone_numbers_per_business: limit,
  max_phone_numbers_per_waba: limit,
});
