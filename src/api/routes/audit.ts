import { createRoute, z } from '@hono/zod-openapi';
import { readAudit } from '../../operations/audit.js';
import type { App, AppDependencies } from '../context.js';
import { decodeCursor, listOf, page } from '../pagination.js';
import { json, problems, requires } from '../responses.js';
import { auditQuery, auditSchema } from '../schemas/platform.js';

const auditRoute = createRoute({
  method: 'get',
  path: '/v1/audit',
  tags: ['Audit'],
  ...requires('admin'),
  summary: 'Who changed what, newest first',
  description:
    'Also who sent a message again. Any other send is kept with its message, whose timeline names the actor and the request.',
  request: { query: auditQuery },
  responses: { 200: json(listOf(auditSchema), 'A page.'), ...problems() },
});

const place = z.tuple([z.string().regex(/^\d{1,18}$/)]).transform(([id]) => id);

/** The audit log. */
export function registerAudit(app: App, deps: AppDependencies): void {
  app.openapi(auditRoute, async (c) => {
    const { limit, after, ...query } = c.req.valid('query');
    const filter = {
      actions: query.action,
      actors: query.actor,
      subjects: query.subject,
      keyIds: query.key_id,
      requestIds: query.request_id,
      createdAfter: query.created_after,
      createdBefore: query.created_before,
    };
    const at = { after: decodeCursor(after, place), limit: limit + 1 };
    const rows = await readAudit(c.var.actor, filter, at, deps);
    return c.json(
      page(
        rows,
        limit,
        (row) => ({
          id: row.id,
          at: row.at.toISOString(),
          account_id: row.account_id,
          key_id: row.key_id,
          actor: row.actor,
          action: row.action,
          subject: row.subject,
          request_id: row.request_id,
          details: row.details,
        }),
        ({ id }) => [id],
      ),
      200,
    );
  });
}
