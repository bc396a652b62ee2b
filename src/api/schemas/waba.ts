import { z } from '@hono/zod-openapi';

const text = z.string().nullable();

/** A WhatsApp Business Account. Null: not read. */
export const wabaSchema = z
  .object({
    id: z.string(),
    account_id: z.string(),
    name: text,
    portfolio_id: text,
    account_review_status: text,
    business_verification_status: text,
    ownership_type: text,
    funding: text,
    messaging_limit: text,
    max_phone_numbers: z.number().int().nullable(),
    restrictions: z.array(z.object({ type: z.string(), expires_at: text })),
    ban: text,
    token: z.object({
      last4: z.string(),
      valid: z.boolean().nullable(),
      expires_at: z.iso.datetime().nullable(),
      scopes: z.array(z.string()).readonly(),
    }),
    subscribed: z.boolean().nullable(),
  })
  .openapi('Waba');
