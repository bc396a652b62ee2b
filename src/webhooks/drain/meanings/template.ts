import type { z } from 'zod';
import type {
  NamedTemplate,
  templateCategorySchema,
  templateQualitySchema,
  templateStatusSchema,
} from '../../../graph/payloads.js';
import { instant } from '../../../onboarding/instant.js';
import { humanise, type Meaning } from '../meaning.js';

const named = (value: NamedTemplate): string => {
  const language = value.message_template_language ? ` (${value.message_template_language})` : '';
  return `the template "${value.message_template_name ?? value.message_template_id ?? 'without a name'}"${language}`;
};

/** Templates never wake a number: no decision of ours depends on them. */
const about = (
  kind: string,
  value: NamedTemplate,
  sentence: string,
  facts: Record<string, unknown>,
): Meaning => ({
  kind,
  sentence,
  facts: {
    template: value.message_template_name ?? null,
    language: value.message_template_language ?? null,
    template_id: value.message_template_id ?? null,
    ...facts,
  },
  event: 'template.updated',
  wakes: false,
});

/** `message_template_status_update`. Source: facts/meta.md §4.5. */
export function meaningOfTemplateStatus(value: z.infer<typeof templateStatusSchema>): Meaning {
  const given = value.rejection_info?.reason ?? value.other_info?.description ?? value.reason;
  const reason = given && given !== 'NONE' ? given : null;
  const why = reason === null ? '' : `: ${/^[A-Z_]+$/.test(reason) ? humanise(reason) : reason}`;
  return about(
    'template_status',
    value,
    `Meta says of ${named(value)}: ${humanise(value.event)}${why.replace(/\.$/, '')}.`,
    { status: value.event, reason },
  );
}

/** `message_template_quality_update`. Source: facts/meta.md §4.5. */
export const meaningOfTemplateQuality = (value: z.infer<typeof templateQualitySchema>): Meaning =>
  about(
    'template_quality',
    value,
    `The quality of ${named(value)} is now ${humanise(value.new_quality_score)}${value.previous_quality_score ? ` (before: ${humanise(value.previous_quality_score)})` : ''}.`,
    { quality: value.new_quality_score, previous_quality: value.previous_quality_score ?? null },
  );

/** `message_template_components_update`. Source: facts/meta.md §4.5. */
export const meaningOfTemplateComponents = (value: NamedTemplate): Meaning =>
  about('template_changed', value, `The content of ${named(value)} was changed.`, {});

/** `template_category_update`, done or announced. Source: facts/meta.md §4.5. */
export function meaningOfTemplateCategory(value: z.infer<typeof templateCategorySchema>): Meaning {
  const { new_category: category, previous_category: previous, correct_category: coming } = value;
  const at = value.category_update_timestamp;
  const sentence = coming
    ? `Meta is going to move ${named(value)} to the category ${humanise(coming)}${at ? ` at ${instant(at)}` : ''}.`
    : `Meta moved ${named(value)} to the category ${humanise(category ?? 'not stated')}${previous ? ` (before: ${humanise(previous)})` : ''}.`;
  return about('template_category', value, sentence, {
    category: category ?? null,
    previous_category: previous ?? null,
    coming_category: coming ?? null,
  });
}
