import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Selectable } from 'kysely';
import { requireScope } from '../../operations/actor.js';
import { numberOfInbox } from '../../operations/live-health.js';
import { askForTemplates } from '../../operations/sync-templates.js';
import { listTemplates, templateSyncState } from '../../store/templates.js';
import type { TemplatesTable } from '../../store/tables.js';
import type { AppDependencies, AppEnv } from '../context.js';
import { iso } from '../present/instant.js';
import { json, requires } from '../responses.js';
import { inboxParams, refusals, tags } from './schemas.js';

/** A template as Meta lists it: what Chatwoot stores and shows. Source: facts/meta.md §1.15. */
const templateSchema = z
  .object({
    id: z.string().nullable(),
    name: z.string(),
    language: z.string(),
    status: z.string(),
    category: z.string().nullable(),
    parameter_format: z.string().nullable(),
    rejected_reason: z.string().nullable(),
    quality_score: z.object({ score: z.string() }).nullable(),
    components: z.array(z.record(z.string(), z.unknown())),
  })
  .openapi('ChatwootTemplate');

const syncRoute = createRoute({
  method: 'post',
  path: '/inboxes/{inbox_id}/sync_templates',
  ...requires('operate'),
  tags,
  summary: 'Read the templates of the WhatsApp account again',
  request: { params: inboxParams },
  responses: { 200: json(z.object({ message: z.string() }), 'Asked for.'), ...refusals },
});

const listRoute = createRoute({
  method: 'get',
  path: '/inboxes/{inbox_id}/message_templates',
  ...requires('read'),
  tags,
  summary: 'The templates of the WhatsApp account as they were read last',
  request: { params: inboxParams, query: z.object({ name: z.string().optional() }) },
  responses: {
    200: json(
      z.object({
        payload: z.array(templateSchema),
        meta: z.object({ last_sync_attempt_at: z.iso.datetime().nullable() }),
      }),
      'All of them, or those of one name.',
    ),
    ...refusals,
  },
});

/** Templates as Chatwoot asks for them. Source: facts/chatwoot-contract.md §1.9. */
export function registerTemplates(
  chatwoot: OpenAPIHono<AppEnv>,
  deps: Pick<AppDependencies, 'db' | 'clock'>,
): void {
  chatwoot.openapi(syncRoute, async (c) => {
    requireScope(c.var.actor, 'operate');
    const { waba_id: wabaId } = await numberOfInbox(
      c.var.actor,
      c.req.valid('param').inbox_id,
      deps,
    );
    await askForTemplates(c.var.actor, wabaId, deps);
    return c.json({ message: 'Template sync initiated successfully' }, 200);
  });

  chatwoot.openapi(listRoute, async (c) => {
    requireScope(c.var.actor, 'read');
    const { inbox_id: inboxId } = c.req.valid('param');
    const { name } = c.req.valid('query');
    const { waba_id: wabaId, account_id: accountId } = await numberOfInbox(
      c.var.actor,
      inboxId,
      deps,
    );
    const waba = { accountId, wabaId };
    const templates = await listTemplates(
      deps.db,
      waba,
      name === undefined ? {} : { names: [name] },
    );
    const state = await templateSyncState(deps.db, waba);
    const meta = { last_sync_attempt_at: iso(state?.templates_attempted_at) };
    return c.json({ payload: templates.map(present), meta }, 200);
  });
}

const present = (row: Selectable<TemplatesTable>): z.infer<typeof templateSchema> => ({
  id: row.template_id,
  name: row.name,
  language: row.language,
  status: row.status,
  category: row.category,
  parameter_format: row.parameter_format,
  rejected_reason: row.rejected_reason,
  quality_score: row.quality === null ? null : { score: row.quality },
  components: row.components.map((component) => ({ ...component })),
});
