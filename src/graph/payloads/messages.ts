import { z } from 'zod';
import { errorSchema, id, part, seconds, text, word } from './parts.js';

/** The value of the field `messages`; its elements are parsed one by one, so that one that is wrong spoils no other. Source: facts/meta.md §4.4. */
export const messagesValueSchema = z.looseObject({
  metadata: z.looseObject({ phone_number_id: id, display_phone_number: text }),
  contacts: part(z.array(z.unknown())),
  statuses: z.array(z.unknown()).nullish(),
  messages: z.array(z.unknown()).nullish(),
  errors: z.array(z.unknown()).nullish(),
});

/** One element of `statuses`; its errors are kept as they come. Source: facts/meta.md §4.4. */
export const statusSchema = z.looseObject({
  id,
  status: word,
  timestamp: seconds,
  recipient_id: text,
  recipient_user_id: text,
  recipient_participant_id: text,
  recipient_participant_user_id: text,
  biz_opaque_callback_data: text,
});

/** One element of `messages`: what a person wrote, or what the system says of a person. Source: facts/meta.md §4.4. */
export const inboundMessageSchema = z.looseObject({
  id,
  timestamp: seconds,
  type: word,
  from: text,
  from_user_id: text,
});

/** One element of `contacts`. Source: facts/meta.md §4.4. */
export const contactSchema = z.looseObject({
  wa_id: text,
  user_id: text,
  profile: part(z.looseObject({ name: text })),
});

/** One element of `errors` beside statuses and messages: about the app, the account or the system. */
export const valueErrorSchema = errorSchema;
