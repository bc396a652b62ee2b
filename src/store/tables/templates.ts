import type { Generated } from 'kysely';
import type { DefinedComponent } from '../../messaging/template-definition.js';
import type { TemplateBinding } from '../../messaging/template-binding.js';
import type { Instant, Json, NullableInstant, NullableJson } from './columns.js';

/** A template as the account's own token last saw it; what Meta names is kept as it stands there. */
export interface TemplatesTable {
  account_id: string;
  waba_id: string;
  name: string;
  language: string;
  template_id: string | null;
  status: string;
  category: string | null;
  previous_category: string | null;
  correct_category: string | null;
  /** `quality_score.score`. */
  quality: string | null;
  parameter_format: string | null;
  rejected_reason: string | null;
  components: Json<DefinedComponent[]>;
  /** When a synchronization last saw it different. */
  changed_at: Instant;
  synced_at: Instant;
  /** When a synchronization no longer saw it; null: it is there. */
  gone_at: NullableInstant;
}

/** A key of the account's own, and what it stands for. */
export interface TemplateBindingsTable {
  account_id: string;
  key: string;
  name: string;
  language: string;
  header: NullableJson<NonNullable<TemplateBinding['header']>>;
  body: Json<NonNullable<TemplateBinding['body']>>;
  buttons: Json<NonNullable<TemplateBinding['buttons']>>;
  created_at: Instant;
  updated_at: Instant;
}

/** A WABA whose templates must be read again; deleted only at the version that Temporal took. */
export interface TemplateSyncsTable {
  waba_id: string;
  version: Generated<string>;
  not_before: Instant;
  reason: string;
}
