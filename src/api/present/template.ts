import type { Selectable } from 'kysely';
import type { z } from '@hono/zod-openapi';
import type { SyncState } from '../../operations/sync-templates.js';
import type { BindingView } from '../../operations/template-bindings.js';
import type { TemplatesTable } from '../../store/tables.js';
import type { bindingSchema, templateSchema, templateSyncSchema } from '../schemas/template.js';
import { iso } from './instant.js';

/** A binding as the API shows it. */
export const presentBinding = ({ row, wabas }: BindingView): z.infer<typeof bindingSchema> => ({
  key: row.key,
  name: row.name,
  language: row.language,
  header: row.header === null ? null : { ...row.header },
  body: row.body,
  buttons: row.buttons,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
  wabas: wabas.map(({ wabaId, ok, problems }) => ({
    waba_id: wabaId,
    ok,
    problems: problems.map((problem) => ({ ...problem })),
  })),
});

/** A template as the API shows it. */
export const presentTemplate = (
  row: Selectable<TemplatesTable>,
): z.infer<typeof templateSchema> => ({
  id: row.template_id,
  name: row.name,
  language: row.language,
  status: row.status,
  category: row.category,
  previous_category: row.previous_category,
  correct_category: row.correct_category,
  quality: row.quality,
  parameter_format: row.parameter_format,
  rejected_reason: row.rejected_reason,
  components: row.components.map((component) => ({ ...component })),
  changed_at: row.changed_at.toISOString(),
  synced_at: row.synced_at.toISOString(),
  gone_at: iso(row.gone_at),
});

/** How reading the templates went last. */
export const presentTemplateSync = (
  wabaId: string,
  state: SyncState,
): z.infer<typeof templateSyncSchema> => ({
  waba_id: wabaId,
  attempted_at: iso(state.templates_attempted_at),
  synced_at: iso(state.templates_synced_at),
  error: state.templates_error,
});
