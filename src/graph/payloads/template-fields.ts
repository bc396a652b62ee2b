import { z } from 'zod';
import { id, seconds, text } from './parts.js';

const template = {
  message_template_id: id.nullish(),
  message_template_name: text,
  message_template_language: text,
};

/** `message_template_status_update`. Source: facts/meta.md §4.5. */
export const templateStatusSchema = z.looseObject({
  ...template,
  event: z.string(),
  reason: text,
  disable_info: z
    .looseObject({ disable_date: z.union([z.string(), z.number()]).nullish() })
    .nullish(),
  other_info: z.looseObject({ title: text, description: text }).nullish(),
  rejection_info: z.looseObject({ reason: text, recommendation: text }).nullish(),
});

/** `message_template_quality_update`. Source: facts/meta.md §4.5. */
export const templateQualitySchema = z.looseObject({
  ...template,
  previous_quality_score: text,
  new_quality_score: z.string(),
});

/** `message_template_components_update`. Source: facts/meta.md §4.5. */
export const templateComponentsSchema = z.looseObject(template);

/** `template_category_update`: with `correct_category` it announces a change, and `new_category` is the current one. Source: facts/meta.md §4.5. */
export const templateCategorySchema = z.looseObject({
  ...template,
  previous_category: text,
  new_category: text,
  correct_category: text,
  category_update_timestamp: seconds.nullish().catch(null),
});

export type NamedTemplate = z.infer<typeof templateComponentsSchema>;
