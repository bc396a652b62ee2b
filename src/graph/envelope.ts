import { z } from 'zod';
import type { GraphError, Usage } from './outcome.js';
import { statedWaitMs } from './waiting-time.js';

// Only the code is demanded: whatever else is missing or of another type counts as unsaid.
const text = z.string().nullable().catch(null);
const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
]);
const envelopeSchema = z.looseObject({
  error: z.looseObject({
    code: number,
    error_subcode: number.nullable().catch(null),
    type: text,
    message: text,
    error_user_title: text,
    error_user_msg: text,
    error_data: z
      .union([z.string(), z.looseObject({ details: text }).transform((data) => data.details)])
      .nullable()
      .catch(null),
    is_transient: z.boolean().catch(false),
    fbtrace_id: text,
  }),
});

/** Reads Meta's error envelope from a parsed body; null when it is none, so that nothing can be concluded. Source: facts/meta.md §1.0. */
export function parseEnvelope(body: unknown, httpStatus: number, usage: Usage): GraphError | null {
  const parsed = envelopeSchema.safeParse(body);
  if (!parsed.success) return null;

  const { error } = parsed.data;
  const message = error.message ?? '';
  const stated = statedWaitMs([error.error_data, error.error_user_msg, message]);
  return {
    httpStatus,
    code: error.code,
    subcode: error.error_subcode,
    type: error.type,
    message,
    title: error.error_user_title,
    userMessage: error.error_user_msg,
    details: error.error_data,
    isTransient: error.is_transient,
    fbtraceId: error.fbtrace_id,
    retryAfterMs: Math.max(stated ?? 0, usage.regainAccessMs) || null,
  };
}
