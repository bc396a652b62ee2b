import { z } from '@hono/zod-openapi';
import { healthSchema } from './health.js';
import { onboardingSchema } from './onboarding.js';

const instant = z.iso.datetime();

/** A fact about the number, in the manner of Kubernetes' conditions. */
const conditionSchema = z
  .object({
    type: z.string(),
    status: z.enum(['met', 'not_met', 'unknown']),
    reason: z.string().nullable(),
    message: z.string(),
    since: instant,
    read_at: instant.nullable(),
  })
  .openapi('Condition');

/** A phone number as the API shows it. Enums are open. Design: api.md §1. */
export const numberSchema = z
  .object({
    id: z.string().openapi({ description: 'The phone number id.', example: '106540352242922' }),
    account_id: z.string(),
    inbox_id: z.string(),
    waba_id: z.string(),
    external_id: z.string().nullable(),
    metadata: z.record(z.string(), z.unknown()),
    mode: z.enum(['standard', 'coexistence']),
    display_phone_number: z.string().nullable(),
    verified_name: z.string().nullable(),
    display_name: z.object({
      current: z.string().nullable(),
      status: z.string().nullable(),
      pending: z.string().nullable(),
      pending_status: z.string().nullable(),
      rejection_reason: z.string().nullable(),
      reregister_by: instant.nullable(),
    }),
    stage: z.string().openapi({ example: 'name_review' }),
    conditions: z.array(conditionSchema).readonly(),
    onboarding: onboardingSchema,
    health: healthSchema,
    callback: z.object({
      wanted: z.string().nullable(),
      effective: z.string().nullable(),
      level: z.enum(['phone_number', 'waba', 'application']).nullable(),
      ok: z.boolean().nullable(),
    }),
    pin: z.object({
      stored: z.boolean(),
      proven: z.boolean(),
      last_event: z.object({ at: instant, kind: z.string(), sentence: z.string() }).nullable(),
    }),
    code: z.object({
      sent_at: instant.nullable(),
      expires_at: instant.nullable(),
      next_request_at: instant.nullable(),
    }),
    token: z.object({
      last4: z.string(),
      valid: z.boolean().nullable(),
      expires_at: instant.nullable(),
      scopes: z.array(z.string()).readonly(),
    }),
    app_data_sync: z
      .object({
        deadline_at: instant.nullable().openapi({ description: '24 hours after the sign-up.' }),
        contacts_requested_at: instant.nullable(),
        history_requested_at: instant.nullable(),
      })
      .nullable()
      .openapi({
        description: 'What was asked of the WhatsApp Business app; null for a number not on it.',
      }),
    signed_up_at: instant
      .nullable()
      .openapi({ description: 'When it last came through Meta’s pop-up.' }),
    pin_policy: z.enum(['replace', 'ask']),
    reregister_policy: z.enum(['ask', 'auto']),
    paused: z.boolean(),
    created_at: instant,
    live_at: instant.nullable(),
    last_webhook_at: instant.nullable(),
  })
  .openapi('Number');

export type ShownNumber = z.infer<typeof numberSchema>;
