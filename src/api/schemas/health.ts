import { z } from '@hono/zod-openapi';
import { diagnosisSchema } from './diagnosis.js';

const text = z.string().nullable();

const entitySchema = z.object({
  type: z.string(),
  can_send: text,
  errors: z.array(
    z.object({
      code: z.number().nullable(),
      description: text,
      solution: text,
      diagnosis: diagnosisSchema.nullable(),
    }),
  ),
  notes: z.array(z.string()),
});

/** What a snapshot of the phone number node says, grouped as people look at it. */
export const snapshotFields = {
  phone: z.object({
    display_phone_number: text,
    verified_name: text,
    name_status: text,
    is_on_biz_app: z.boolean().nullable(),
    is_official_business_account: z.boolean().nullable(),
    last_onboarded_at: text,
  }),
  capacity: z.object({
    status: text,
    platform_type: text,
    quality_rating: text,
    messaging_limit: text,
    throughput_level: text,
    account_mode: text,
    code_verification_status: text,
    is_pin_enabled: z.boolean().nullable(),
  }),
  can_send: z.object({ status: text, entities: z.array(entitySchema) }),
};

/** The latest snapshot and what it amounts to. */
export const healthSchema = z
  .object({
    verdict: z.enum(['healthy', 'degraded', 'down', 'unknown']),
    ...snapshotFields,
    business: z.object({
      waba_id: z.string(),
      name: text,
      portfolio_id: text,
      review_status: text,
      can_send: text,
    }),
    webhooks: z.object({
      subscribed: z.boolean().nullable(),
      messages_field: z.boolean().nullable(),
      effective: z.boolean().nullable(),
    }),
    freshness: z.object({
      taken_at: z.iso.datetime().nullable(),
      age_s: z.number().int().nullable(),
      stale: z.boolean(),
      error: z.object({ at: z.iso.datetime(), message: z.string() }).nullable(),
    }),
  })
  .openapi('Health');

export type ShownHealth = z.infer<typeof healthSchema>;
