import { createRoute, z } from '@hono/zod-openapi';
import { listSignups, readSignup } from '../../operations/embedded-signup/read-signups.js';
import { signUp } from '../../operations/embedded-signup/sign-up.js';
import { syncAppData } from '../../operations/sync-app-data.js';
import type { App, AppDependencies } from '../context.js';
import { decodeCursor, listOf, page } from '../pagination.js';
import { presentSignup } from '../present/embedded-signup.js';
import { presentNumber } from '../present/number.js';
import { body, json, numberParam, problems, requires } from '../responses.js';
import {
  appDataSyncSchema,
  newSignupSchema,
  signupListQuery,
  signupSchema,
} from '../schemas/embedded-signup.js';
import { numberSchema } from '../schemas/number.js';

const tags = ['Embedded Signup'];
const path = '/v1/embedded-signups';

const signUpRoute = createRoute({
  method: 'post',
  path,
  tags,
  ...requires('admin'),
  summary: 'Connect the number that its owner chose in Meta’s pop-up; the code lives 30 seconds',
  request: body(newSignupSchema, true),
  responses: {
    200: json(numberSchema, 'It was connected before; it has the new token and keeps the rest.'),
    202: json(numberSchema, 'Added; onboarding has begun.'),
    ...problems(
      'signup_code_unusable',
      'signup_reply_lost',
      'signup_not_granted',
      'signup_ambiguous',
      'signup_number_missing',
      'signup_incomplete',
      'number_taken',
      'number_exists',
      'number_releasing',
      'account_closing',
    ),
  },
});

const listRoute = createRoute({
  method: 'get',
  path,
  tags,
  ...requires('read'),
  summary: 'Sign-ups, newest first, also those that did not end well',
  request: { query: signupListQuery },
  responses: { 200: json(listOf(signupSchema), 'A page.'), ...problems() },
});

const readRoute = createRoute({
  method: 'get',
  path: `${path}/{id}`,
  tags,
  ...requires('read'),
  summary: 'One sign-up',
  request: { params: z.object({ id: z.string() }) },
  responses: { 200: json(signupSchema, 'The sign-up.'), ...problems() },
});

const syncRoute = createRoute({
  method: 'post',
  path: '/v1/numbers/{id}/app-data-sync',
  tags: ['Numbers'],
  ...requires('operate'),
  summary: 'Ask the WhatsApp Business app for its contacts and history: once each, within 24 hours',
  request: { params: numberParam, ...body(appDataSyncSchema, false) },
  responses: {
    200: json(numberSchema, 'Asked; what comes arrives as webhooks.'),
    ...problems(
      'app_data_sync_unavailable',
      'number_releasing',
      'number_not_live',
      'token_invalid',
    ),
  },
});

/** Numbers that come through Meta's pop-up. */
export function registerEmbeddedSignups(app: App, deps: AppDependencies): void {
  app.openapi(signUpRoute, async (c) => {
    const { actor } = c.var;
    const given = c.req.valid('json');
    const { number, isNew } = await signUp(
      actor,
      {
        code: given.code,
        wabaId: given.waba_id,
        phoneNumberId: given.phone_number_id,
        businessId: given.business_id,
        coexistence: given.coexistence,
      },
      deps,
    );
    c.header('Location', `/v1/numbers/${number.phone_number_id}`);
    return c.json(presentNumber(number, actor, deps), isNew ? 202 : 200);
  });

  app.openapi(listRoute, async (c) => {
    const { limit, after, state, waba_id: wabaId } = c.req.valid('query');
    const rows = await listSignups(
      c.var.actor,
      { state, wabaId, after: decodeCursor(after, place), limit: limit + 1 },
      deps,
    );
    return c.json(
      page(rows, limit, presentSignup, (row) => [row.created_at.getTime(), row.id]),
      200,
    );
  });

  app.openapi(readRoute, async (c) =>
    c.json(presentSignup(await readSignup(c.var.actor, c.req.valid('param').id, deps)), 200),
  );

  app.openapi(syncRoute, async (c) => {
    const { id } = c.req.valid('param');
    const number = await syncAppData(c.var.actor, id, c.req.valid('json').types, deps);
    return c.json(presentNumber(number, c.var.actor, deps), 200);
  });
}

const place = z.tuple([z.int(), z.uuid()]).transform(([at, id]) => ({ at: new Date(at), id }));
