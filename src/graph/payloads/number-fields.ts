import { z } from 'zod';
import { limit, text } from './parts.js';

/** `phone_number_name_update`. Source: facts/meta.md §4.5. */
export const nameUpdateSchema = z.looseObject({
  display_phone_number: text,
  decision: z.string(),
  requested_verified_name: text,
  rejection_reason: text,
});

/** `phone_number_quality_update`. Source: facts/meta.md §4.5. */
export const qualityUpdateSchema = z.looseObject({
  display_phone_number: text,
  event: z.string(),
  old_limit: limit,
  current_limit: limit,
  max_daily_conversations_per_business: limit,
});

/** `security`: what someone did to the PIN in WhatsApp Manager. Source: facts/meta.md §4.5. */
export const securitySchema = z.looseObject({
  display_phone_number: text,
  event: z.string(),
  requester: z.union([z.string(), z.number()]).nullish(),
});

/** `business_username_update`. Source: facts/meta.md §4.5. */
export const usernameUpdateSchema = z.looseObject({
  display_phone_number: text,
  username: text,
  status: z.string(),
});
