import { createRoute, z } from '@hono/zod-openapi';
import { accepts } from 'hono/accepts';
import { readNumber } from '../../operations/owned-number.js';
import { loadLedger } from '../../store/ledger.js';
import { listTimeline } from '../../store/timeline.js';
import type { App, AppDependencies } from '../context.js';
import { presentSupportBundle } from '../present/support-bundle.js';
import { supportBundleText } from '../present/support-bundle-text.js';
import { numberParam, problems, requires } from '../responses.js';

/** The newest rows of the timeline that are given along. */
const HAPPENINGS = 500;

const bundleSchema = z
  .looseObject({
    taken_at: z.iso.datetime(),
    version: z.string(),
    number: z.record(z.string(), z.unknown()),
    app_id: z.string().nullable(),
    attempts: z.array(z.record(z.string(), z.unknown())),
    timeline: z.array(z.record(z.string(), z.unknown())),
  })
  .openapi('SupportBundle');

const bundleRoute = createRoute({
  method: 'get',
  path: '/v1/numbers/{id}/support-bundle',
  tags: ['Numbers'],
  ...requires('read'),
  summary: 'Everything about one number for whoever helps, without secrets; as plain text if asked',
  request: { params: numberParam },
  responses: {
    200: {
      description: 'What is known.',
      content: {
        'application/json': { schema: bundleSchema },
        'text/plain': { schema: z.string() },
      },
    },
    ...problems(),
  },
});

/** What a person hands on when a number is stuck. */
export function registerSupportBundle(app: App, deps: AppDependencies): void {
  app.openapi(bundleRoute, async (c) => {
    const { actor } = c.var;
    const number = await readNumber(actor, c.req.valid('param').id, deps);
    const ledger = await loadLedger(deps.db, number.phone_number_id);
    const timeline = await listTimeline(deps.db, number.id, { after: null, limit: HAPPENINGS });
    const bundle = presentSupportBundle({ number, ledger, timeline }, actor, deps);
    const wanted = accepts(c, {
      header: 'Accept',
      supports: ['application/json', 'text/plain'],
      default: 'application/json',
    });
    if (wanted === 'application/json') return c.json(bundleSchema.parse(bundle), 200);
    return c.text(supportBundleText(bundle), 200);
  });
}
