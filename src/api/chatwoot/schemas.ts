import { z } from '@hono/zod-openapi';
import { json } from '../responses.js';
import { healthSchema } from '../schemas/health.js';
import { onboardingSchema } from '../schemas/onboarding.js';

const text = z.string().nullable();

/** The path of everything about one inbox. */
export const inboxParams = z.object({
  account_id: z.string().openapi({ example: '1' }),
  inbox_id: z.string().openapi({ description: '`inbox_id` of the number.', example: '17' }),
});

/** `GET …/inboxes/{inbox_id}/health`; ours are only the keys below `onboard_number`. Source: facts/chatwoot-contract.md §1.11. */
export const chatwootHealthSchema = z
  .object({
    id: z.string(),
    display_phone_number: text,
    verified_name: text,
    name_status: text,
    quality_rating: text,
    messaging_limit_tier: text,
    status: text,
    account_mode: text,
    code_verification_status: text,
    webhook_configuration: z
      .object({
        phone_number: z.string().optional(),
        whatsapp_business_account: z.string().optional(),
        application: z.string().optional(),
      })
      .nullable(),
    expected_webhook_url: text,
    throughput: z.object({ level: z.string() }).nullable(),
    throughput_level: text,
    last_onboarded_time: text,
    is_on_biz_app: z.boolean().nullable(),
    platform_type: text,
    business_id: z.string().openapi({ description: 'The WhatsApp Business Account, misnamed.' }),
    business_account_id: z.string().optional(),
    business_account_name: text.optional(),
    business_portfolio_id: text.optional(),
    business_portfolio_name: text.optional(),
    health_checked_at: z.iso.datetime().nullable(),
    business_profile: z.null(),
    onboard_number: z.object({
      stage: z.string(),
      onboarding: onboardingSchema,
      verdict: healthSchema.shape.verdict,
      freshness: healthSchema.shape.freshness,
    }),
  })
  .openapi('ChatwootHealth');

/** Every error of these routes; Meta's own is an object. */
export const chatwootErrorSchema = z
  .object({
    errors: z.array(z.string()).optional(),
    error: z
      .union([
        z.string(),
        z.object({
          type: z.enum(['authorization', 'api']),
          message: z.string(),
          http_status: z.number().int().optional(),
          code: z.number().int().optional(),
          subcode: z.number().int().optional(),
        }),
      ])
      .optional(),
  })
  .openapi('ChatwootError');

export const tags = ['Chatwoot-compatible'];

/** What any request may meet: a body that is too large or no JSON, too many of them, Postgres that is down. */
export const otherChatwootErrors = {
  '4XX': json(chatwootErrorSchema, 'Something else is wrong with the request.'),
  '5XX': json(
    chatwootErrorSchema,
    'Something is wrong here; `Retry-After` says when to ask again.',
  ),
};

/** What every one of these routes may answer. */
export const refusals = {
  401: json(chatwootErrorSchema, 'No valid key, or one that may not do this.'),
  404: json(chatwootErrorSchema, 'No such account or inbox, or not theirs.'),
  422: json(chatwootErrorSchema, 'Refused, by Meta (an object) or by us (a sentence).'),
  ...otherChatwootErrors,
};
