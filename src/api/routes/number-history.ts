import { createRoute, z } from '@hono/zod-openapi';
import { readNumber } from '../../operations/owned-number.js';
import { listHealthSnapshots } from '../../store/health-snapshots.js';
import { listTimeline } from '../../store/timeline.js';
import type { App, AppDependencies } from '../context.js';
import { decodeCursor, listOf, page, pageQuery } from '../pagination.js';
import { diagnosisOfFacts } from '../present/diagnosis.js';
import { presentHealth, presentSnapshot } from '../present/health.js';
import { json, numberParam, problems, requires } from '../responses.js';
import { diagnosisSchema } from '../schemas/diagnosis.js';
import { healthSchema, snapshotFields } from '../schemas/health.js';

const tags = ['Numbers'];
const params = numberParam;
const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const query = z.strictObject({
  ...pageQuery,
  created_after: moment.optional(),
  created_before: moment.optional(),
});
const at = z.iso.datetime();

const happeningSchema = z
  .object({
    id: z.string(),
    at,
    kind: z.string(),
    sentence: z.string(),
    facts: z.record(z.string(), z.unknown()),
    diagnosis: diagnosisSchema.nullable().openapi({
      description: 'What Meta’s words mean, where Meta refused something.',
    }),
    actor: z.string().nullable(),
    request_id: z.string().nullable(),
  })
  .openapi('Happening');

const snapshotSchema = z
  .object({ id: z.string(), taken_at: at, ...snapshotFields })
  .openapi('HealthSnapshot');

const timelineRoute = createRoute({
  method: 'get',
  path: '/v1/numbers/{id}/timeline',
  tags,
  ...requires('read'),
  summary: 'Everything that happened, newest first, with Meta’s words and trace ids',
  request: { params, query },
  responses: { 200: json(listOf(happeningSchema), 'A page.'), ...problems() },
});

const healthRoute = createRoute({
  method: 'get',
  path: '/v1/numbers/{id}/health',
  tags,
  ...requires('read'),
  summary: 'The latest snapshot; never fails because Meta did',
  request: { params },
  responses: { 200: json(healthSchema, 'What was last seen.'), ...problems() },
});

const historyRoute = createRoute({
  method: 'get',
  path: '/v1/numbers/{id}/health/history',
  tags,
  ...requires('read'),
  summary: 'How the snapshot changed, newest first',
  request: { params, query },
  responses: { 200: json(listOf(snapshotSchema), 'A page.'), ...problems() },
});

const place = z.tuple([z.string().regex(/^\d{1,18}$/)]).transform(([id]) => id);

/** What happened to one number, and how it is. */
export function registerNumberHistory(app: App, deps: AppDependencies): void {
  app.openapi(timelineRoute, async (c) => {
    const { limit, after, ...range } = c.req.valid('query');
    const number = await readNumber(c.var.actor, c.req.valid('param').id, deps);
    const rows = await listTimeline(deps.db, number.id, {
      after: decodeCursor(after, place),
      limit: limit + 1,
      createdAfter: range.created_after,
      createdBefore: range.created_before,
    });
    const answer = page(
      rows,
      limit,
      (row) => ({
        id: row.id,
        at: row.at.toISOString(),
        kind: row.kind,
        sentence: row.sentence,
        facts: row.facts,
        diagnosis: diagnosisOfFacts(row.facts),
        actor: row.actor,
        request_id: row.request_id,
      }),
      ({ id }) => [id],
    );
    return c.json(answer, 200);
  });

  app.openapi(healthRoute, async (c) => {
    const number = await readNumber(c.var.actor, c.req.valid('param').id, deps);
    return c.json(presentHealth(number, deps.clock.now()), 200);
  });

  app.openapi(historyRoute, async (c) => {
    const { limit, after, ...range } = c.req.valid('query');
    const number = await readNumber(c.var.actor, c.req.valid('param').id, deps);
    const rows = await listHealthSnapshots(deps.db, number.id, {
      after: decodeCursor(after, place),
      limit: limit + 1,
      createdAfter: range.created_after,
      createdBefore: range.created_before,
    });
    const answer = page(
      rows,
      limit,
      (row) => ({
        id: row.id,
        taken_at: row.taken_at.toISOString(),
        ...presentSnapshot(row.fields),
      }),
      ({ id }) => [id],
    );
    return c.json(answer, 200);
  });
}
