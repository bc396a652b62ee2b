import { z } from 'zod';
import { id, seconds, word } from './parts.js';

/** One change of one field; what `value` holds depends on the field. */
export const changeSchema = z.looseObject({ field: word, value: z.unknown() });

/** `time` stands on account and template fields only. */
export const entrySchema = z.looseObject({
  id: id.nullish(),
  time: seconds.nullish().catch(null),
  changes: z.array(z.unknown()),
});
export type Entry = z.infer<typeof entrySchema>;

/** What Meta posts. `entry[].id` is the WABA, for `PARTNER_*` the partner's portfolio. Source: facts/meta.md §4.3. */
export const envelopeSchema = z.looseObject({ object: z.string(), entry: z.array(z.unknown()) });

/** The only `object` that is ours. */
export const WHATSAPP = 'whatsapp_business_account';
