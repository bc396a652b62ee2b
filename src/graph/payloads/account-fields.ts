import { z } from 'zod';
import { id, limit, part, seconds, text } from './parts.js';

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
  restriction_info: part(z.array(restrictionSchema)),
  violation_info: part(z.looseObject({ violation_type: text })),
  ban_info: part(
    z.looseObject({
      /** One example of the documentation wraps it in an array. */
      waba_ban_state: part(
        z.union([z.string(), z.array(z.string()).transform((states) => states[0])]),
      ),
      waba_ban_date: text,
    }),
  ),
  waba_info: part(
    z.looseObject({
      waba_id: part(id),
      owner_business_id: part(id),
      partner_app_id: part(id),
    }),
  ),
  disconnection_info: part(z.looseObject({ reason: text, initiated_by: text })),
  partner_client_certification_info: part(z.looseObject({ status: text })),
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
