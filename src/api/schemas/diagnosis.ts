import { z } from '@hono/zod-openapi';
import { describeSources } from '../../messaging/diagnosis-sources.js';

// Shared as fields: a schema that extends a named one becomes an allOf of two that both allow nothing else.
const fields = {
  code: z.number().int().nullable(),
  subcode: z.number().int().nullable(),
  known: z.boolean().openapi({
    description: 'False: the code is new to us, and `meaning` holds Meta’s own words.',
  }),
  meaning: z.string(),
  likely_causes: z.array(z.string()).openapi({ description: 'The likeliest first.' }),
  fix: z.string(),
  retry: z.enum(['no', 'after', 'now']),
  retry_after_s: z.number().int().nullable(),
  whose_move: z.string(),
  source: z.string().openapi({ description: describeSources() }),
};

/** What Meta's words about a failure mean, and what helps. */
export const diagnosisSchema = z.object(fields).openapi('Diagnosis');

/** A row of the table: the diagnosis, and the words of Meta's by which it is told from others of its code. */
export const diagnosisRowSchema = z
  .object({
    ...fields,
    codes: z.tuple([z.number().int(), z.number().int()]).openapi({
      description: 'The first and the last code that mean this; mostly the same.',
    }),
    subcodes: z.array(z.number().int()),
    text_includes: z.array(z.string()).openapi({ description: 'Any of these; empty: any text.' }),
  })
  .openapi('DiagnosisRow');

/** The diagnosis of a bare code, with everything that is told from it by subcode or text. */
export const diagnosisPageSchema = z
  .object({ ...fields, variants: z.array(diagnosisRowSchema) })
  .openapi('DiagnosisPage');
