import { z } from '@hono/zod-openapi';
import { pageQuery } from '../pagination.js';
import { metaId } from './requests.js';

const at = z.iso.datetime();

/** The code as Meta's pop-up gives it to the browser. */
export const signupCode = z
  .string()
  .regex(/^\S{1,4096}$/, 'must be the code of the pop-up')
  .openapi({ example: 'AQBhlXsctMxJYbwbrpybxlo9tLPGy-QAmjBJA03jxLos' });

/** Body of `POST /v1/embedded-signups`. */
export const newSignupSchema = z
  .strictObject({
    code: signupCode,
    waba_id: metaId.nullable().default(null),
    phone_number_id: metaId.nullable().default(null),
    business_id: metaId.nullable().default(null),
    coexistence: z.boolean().default(false).openapi({
      description: 'The pop-up ended with FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING.',
    }),
  })
  .openapi('NewEmbeddedSignup');

/** Query of `GET /v1/embedded-signups`. */
export const signupListQuery = z.strictObject({
  ...pageQuery,
  state: z
    .enum(['exchanging', 'granted', 'connected', 'refused', 'reply_lost', 'expired', 'unfinished'])
    .optional(),
  waba_id: metaId.optional(),
});

/** A run of a customer through Meta's pop-up. */
export const signupSchema = z
  .object({
    id: z.string(),
    account_id: z.string().nullable().openapi({
      description: 'Null: Meta tells of it and nobody brought its code; platform keys see it.',
    }),
    state: z.string().openapi({
      description:
        '`exchanging`, `granted` (a number must still be chosen), `connected`, `refused`, `reply_lost`, `expired` (nobody chose a number within a day), `unfinished` (Meta tells of it, its browser brought no code).',
      example: 'connected',
    }),
    explanation: z.string(),
    waba_id: z.string().nullable(),
    phone_number_id: z.string().nullable(),
    business_id: z.string().nullable(),
    coexistence: z.boolean(),
    problem: z.object({ code: z.string(), detail: z.string() }).nullable(),
    created_at: at,
    finished_at: at.nullable(),
    confirmed_at: at.nullable().openapi({ description: 'When Meta’s own webhook told of it.' }),
  })
  .openapi('EmbeddedSignup');

/** Body of `POST …/app-data-sync`. */
export const appDataSyncSchema = z.strictObject({
  types: z
    .array(z.enum(['contacts', 'history']))
    .min(1)
    .default(['contacts', 'history']),
});
