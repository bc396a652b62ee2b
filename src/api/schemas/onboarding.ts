import { z } from '@hono/zod-openapi';
import { diagnosisSchema } from './diagnosis.js';

const instant = z.iso.datetime();

const nextActionSchema = z
  .object({
    id: z.string(),
    label: z.string(),
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH']),
    href: z.string(),
    allowed: z.boolean(),
    why_not: z.string().nullable(),
    spends: z.string().nullable(),
  })
  .openapi('NextAction');

const registrationSchema = z.object({
  used: z.number().int(),
  automatic_limit: z.number().int(),
  limit: z.number().int(),
  next_slot_at: instant.nullable(),
  blocked_until: instant.nullable(),
  last_attempt: z
    .object({
      at: instant,
      outcome: z.enum(['unknown', 'accepted', 'refused']),
      code: z.number().nullable(),
      subcode: z.number().nullable(),
      title: z.string().nullable(),
      message: z.string().nullable(),
      fbtrace_id: z.string().nullable(),
      diagnosis: diagnosisSchema.nullable(),
    })
    .nullable(),
});

/** Why the number is where it is, whose move it is, and when we look again. Design: onboarding.md §2. */
export const onboardingSchema = z
  .object({
    stage: z.string(),
    stage_since: instant,
    reason: z.string(),
    reason_since: instant,
    waiting_on: z.string(),
    until: instant.nullable(),
    explanation: z.string(),
    action: z.string(),
    next_actions: z.array(nextActionSchema).readonly(),
    next_check_at: instant.nullable(),
    deadline_at: instant.nullable(),
    woken_by: z.string(),
    evidence: z.record(z.string(), z.union([z.string(), z.boolean(), z.null()])),
    registration: registrationSchema,
    workflow: z
      .object({ id: z.string(), run_id: z.string().nullable(), url: z.string().nullable() })
      .optional()
      .openapi({ description: 'The run in Temporal; platform keys only.' }),
  })
  .openapi('Onboarding');
