import { createRoute, z } from '@hono/zod-openapi';
import { preflight } from '../../operations/preflight.js';
import type { App, AppDependencies } from '../context.js';
import { body, json, problems, requires } from '../responses.js';
import { connectSchema } from '../schemas/requests.js';

const checkSchema = z
  .object({
    id: z.string().openapi({ example: 'ownership' }),
    verdict: z.enum(['pass', 'warn', 'fail', 'unknown']).openapi({
      description:
        '`fail`: onboarding would stop here until somebody acts. `warn`: it goes on, slower or with a limit. `unknown`: could not be read.',
    }),
    reason: z
      .string()
      .nullable()
      .openapi({ description: 'The reason at which onboarding would stand.' }),
    detail: z.string(),
    action: z.string().nullable(),
    evidence: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    link: z.string().nullable().openapi({ description: 'Where at Meta it is seen to.' }),
  })
  .openapi('PreflightCheck');

const preflightSchema = z
  .object({
    verdict: z.enum(['ready', 'attention', 'cannot_start']),
    checks: z.array(checkSchema),
  })
  .openapi('Preflight');

const preflightRoute = createRoute({
  method: 'post',
  path: '/v1/preflight',
  ...requires('admin'),
  tags: ['Numbers'],
  summary:
    'What onboarding this number would meet; spends nothing, changes nothing, keeps no token',
  request: body(connectSchema, true),
  responses: {
    200: json(preflightSchema, 'Every check.'),
    ...problems('url_not_allowed'),
  },
});

/** The look before the leap. */
export function registerPreflight(app: App, deps: AppDependencies): void {
  app.openapi(preflightRoute, async (c) => {
    const wishes = c.req.valid('json');
    const { verdict, checks } = await preflight(
      c.var.actor,
      {
        phoneNumberId: wishes.phone_number_id,
        wabaId: wishes.waba_id,
        accessToken: wishes.access_token,
        pin: wishes.pin,
        callbackUrl: wishes.callback_url,
        pinPolicy: wishes.pin_policy,
      },
      deps,
    );
    return c.json({ verdict, checks: checks.map((check) => ({ ...check })) }, 200);
  });
}
