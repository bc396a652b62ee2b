/** A message template of a WABA; field names are the Graph API's. Source: facts/meta.md §1.15. */
export interface Template {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  status: string;
  category: string;
  components: readonly unknown[];
  parameter_format: string;
  rejected_reason: string;
  quality_score: { score: string; date: number };
  previous_category: string | undefined;
  correct_category: string | undefined;
  sub_category: string | undefined;
  message_send_ttl_seconds: number | undefined;
  last_updated_time: string;
}

/** What a template must have; the rest is filled in. */
export type GivenTemplate = Pick<Template, 'name' | 'language'> & {
  readonly [Key in Exclude<keyof Template, 'name' | 'language' | 'quality_score'>]?:
    Template[Key] | undefined;
} & { readonly quality_score?: { readonly score: string } | undefined };

/** A template with everything a caller left out filled in; its id follows from its account, name and language. */
export function makeTemplate(wabaId: string, given: GivenTemplate, now: number): Template {
  const components = given.components ?? [
    { type: 'BODY', text: 'Hello from a simulated business.' },
  ];
  return {
    id: given.id ?? idOf(`${wabaId}/${given.name}/${given.language}`),
    name: given.name,
    language: given.language,
    status: given.status ?? 'APPROVED',
    category: given.category ?? 'UTILITY',
    components,
    parameter_format: given.parameter_format ?? formatOf(components),
    rejected_reason: given.rejected_reason ?? 'NONE',
    quality_score: {
      score: given.quality_score?.score ?? 'UNKNOWN',
      date: Math.floor(now / 1_000),
    },
    previous_category: given.previous_category,
    correct_category: given.correct_category,
    sub_category: given.sub_category,
    message_send_ttl_seconds: given.message_send_ttl_seconds,
    last_updated_time: given.last_updated_time ?? new Date(now).toISOString(),
  };
}

const formatOf = (components: readonly unknown[]): string =>
  /\{\{\s*[a-z_]/i.test(JSON.stringify(components)) ? 'NAMED' : 'POSITIONAL';

/** Fifteen digits, the same for the same text (FNV-1a, twice). */
function idOf(text: string): string {
  const hash = (seed: number): number => {
    let value = seed;
    for (const character of text)
      value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 16_777_619) >>> 0;
    return value;
  };
  const digits = `${hash(2_166_136_261)}${hash(40_503)}`;
  return `7${digits.padEnd(14, '0').slice(0, 14)}`;
}
