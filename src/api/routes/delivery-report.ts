import { createRoute, z } from '@hono/zod-openapi';
import { readNumber } from '../../operations/owned-number.js';
import { Problem } from '../../operations/problem.js';
import { deliveryReport } from '../../store/delivery-report.js';
import type { App, AppDependencies } from '../context.js';
import { presentDeliveryReport } from '../present/delivery-report.js';
import { diagnosisSchema } from '../schemas/diagnosis.js';
import { json, numberParam, problems, requires } from '../responses.js';

const WEEK = 7 * 86_400_000;
const LONGEST = 92 * 86_400_000;

const ALIASES = [
  ['created_after', 'from'],
  ['created_before', 'to'],
] as const;

const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .optional();
const rate = z.number().nullable();
const times = z.object({ median_s: rate, p95_s: rate });

const reportSchema = z
  .object({
    number_id: z.string(),
    created_after: z.string(),
    created_before: z.string(),
    total: z.number().int(),
    by_status: z.record(z.string(), z.number().int()),
    by_code: z.array(
      z.object({
        code: z.number().nullable(),
        count: z.number().int(),
        diagnosis: diagnosisSchema.nullable(),
      }),
    ),
    delivered_rate: rate.openapi({ description: 'Arrived, of what Meta accepted.' }),
    read_rate: rate.openapi({ description: 'Read, of what arrived.' }),
    times: z.object({
      accepted_to_sent: times.openapi({
        description: "From our clock's time to Meta's, which tells whole seconds.",
      }),
      sent_to_delivered: times,
      delivered_to_read: times,
    }),
    worst_templates: z.array(
      z.object({
        name: z.string(),
        language: z.string(),
        total: z.number().int(),
        delivered: z.number().int(),
        failed: z.number().int(),
        under_way: z.number().int().openapi({
          description: 'Neither arrived nor failed, and less than a day old.',
        }),
        delivered_rate: rate.openapi({
          description: 'Arrived, of those that are not under way; null where all are.',
        }),
      }),
    ),
  })
  .openapi('DeliveryReport');

/** Both ends under either of their names; one name each. */
const reportQuery = z
  .strictObject({
    created_after: moment.openapi({ description: 'A week before the end where left out.' }),
    created_before: moment.openapi({ description: 'Now where left out.' }),
    from: moment.openapi({ description: 'Another name of created_after.' }),
    to: moment.openapi({ description: 'Another name of created_before.' }),
  })
  .superRefine((query, issues) => {
    for (const [name, alias] of ALIASES) {
      if (query[name] === undefined || query[alias] === undefined) continue;
      const message = `is another name of ${name}: give one of them`;
      issues.addIssue({ code: 'custom', path: [alias], message });
    }
  });

const reportRoute = createRoute({
  method: 'get',
  path: '/v1/numbers/{id}/delivery-report',
  tags: ['Messages'],
  ...requires('read'),
  summary: 'What became of the messages of a number',
  request: {
    params: numberParam,
    query: reportQuery,
  },
  responses: { 200: json(reportSchema, 'Counts, rates and times.'), ...problems() },
});

/** How well messages arrive. */
export function registerDeliveryReport(app: App, deps: AppDependencies): void {
  app.openapi(reportRoute, async (c) => {
    const number = await readNumber(c.var.actor, c.req.valid('param').id, deps);
    const query = c.req.valid('query');
    const at = deps.clock.now();
    const before = query.created_before ?? query.to ?? new Date(at);
    const after = query.created_after ?? query.from ?? new Date(before.getTime() - WEEK);
    const span = before.getTime() - after.getTime();
    if (span < 0 || span > LONGEST) {
      const detail =
        span < 0
          ? 'The report would end before it begins: created_after is later than created_before.'
          : 'A report covers 92 days at most.';
      throw new Problem('invalid_request', detail, {
        errors: [{ parameter: query.from === undefined ? 'created_after' : 'from', detail }],
      });
    }
    const report = await deliveryReport(deps.db, number, { after, before, at });
    return c.json(
      {
        number_id: number.phone_number_id,
        created_after: after.toISOString(),
        created_before: before.toISOString(),
        ...presentDeliveryReport(report),
      },
      200,
    );
  });
}
