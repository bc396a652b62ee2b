import { createRoute, z } from '@hono/zod-openapi';
import { REASON_CODES } from '../../onboarding/reasons.js';
import { requireScope } from '../../operations/actor.js';
import { retryNumbers } from '../../operations/retry-numbers.js';
import { listNumberViews, type NumberCursor } from '../../store/number-lists.js';
import type { App, AppDependencies } from '../context.js';
import { decodeCursor, listOf, page } from '../pagination.js';
import { presentNumber } from '../present/number.js';
import { body, json, problems, requires } from '../responses.js';
import { filterOf, numberListQuery } from '../schemas/number-list.js';
import { numberSchema } from '../schemas/number.js';
import { nothingSchema } from '../schemas/requests.js';

const listRoute = createRoute({
  method: 'get',
  path: '/v1/numbers',
  tags: ['Numbers'],
  ...requires('read'),
  summary: 'Numbers, newest first, or what needs a person first',
  request: { query: numberListQuery },
  responses: { 200: json(listOf(numberSchema), 'A page.'), ...problems() },
});

const retryAllRoute = createRoute({
  method: 'post',
  path: '/v1/numbers/retry',
  tags: ['Numbers'],
  ...requires('operate'),
  summary: 'Consent to one registration attempt for all numbers with a reason',
  request: {
    query: z.strictObject({
      reason: z
        .string()
        .min(1)
        .transform((text) => text.split(','))
        .pipe(z.array(z.enum(REASON_CODES)))
        .openapi({ type: 'string', description: 'Comma = OR.' }),
    }),
    ...body(nothingSchema, false),
  },
  responses: {
    202: json(
      z.object({
        matched: z.number().int(),
        accepted: z.number().int(),
        refused: z.array(z.object({ id: z.string(), code: z.string() })),
      }),
      'How many had that reason, and which were left out.',
    ),
    ...problems(),
  },
});

const place = z
  .tuple([z.enum(['newest', 'attention']), z.int(), z.int(), z.uuid()])
  .transform(([sort, rank, at, id]) => ({ sort, rank, at: new Date(at), id }));

/** Lists of numbers, and what is done to many at once. */
export function registerNumberLists(app: App, deps: AppDependencies): void {
  app.openapi(listRoute, async (c) => {
    const { actor } = c.var;
    requireScope(actor, 'read');
    const query = c.req.valid('query');
    const { sort, limit } = query;
    // A cursor of the other order has no meaning in this one.
    const ofThisOrder = place.refine((cursor) => cursor.sort === sort);
    const after: NumberCursor | null = decodeCursor(query.after, ofThisOrder);
    const rows = await listNumberViews(deps.db, actor.readsAccountId, filterOf(query), {
      order: sort,
      after,
      limit: limit + 1,
    });
    const answer = page(
      rows,
      limit,
      (row) => presentNumber(row, actor, deps),
      (row) => [
        sort,
        row.rank,
        (sort === 'newest' ? row.created_at : row.reason_since).getTime(),
        row.id,
      ],
    );
    return c.json(answer, 200);
  });

  app.openapi(retryAllRoute, async (c) =>
    c.json(await retryNumbers(c.var.actor, c.req.valid('query').reason, deps), 202),
  );
}
