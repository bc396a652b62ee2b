import { createRoute } from '@hono/zod-openapi';
import { changeNumber } from '../../operations/change-number.js';
import { connectNumber } from '../../operations/connect-number.js';
import { readNumber } from '../../operations/owned-number.js';
import { releaseNumber } from '../../operations/release-number.js';
import type { App, AppDependencies } from '../context.js';
import { presentNumber } from '../present/number.js';
import { body, json, numberParam, problems, requires } from '../responses.js';
import { numberSchema } from '../schemas/number.js';
import { changeSchema, connectSchema, releaseQuery } from '../schemas/requests.js';

const tags = ['Numbers'];
const path = '/v1/numbers/{id}';

const connectRoute = createRoute({
  method: 'post',
  path: '/v1/numbers',
  tags,
  ...requires('admin'),
  summary: 'Start to onboard a number',
  request: body(connectSchema, true),
  responses: {
    200: json(numberSchema, 'It was added before with the same values.'),
    202: json(numberSchema, 'Added; onboarding has begun.'),
    ...problems(
      'number_taken',
      'number_exists',
      'number_releasing',
      'account_closing',
      'url_not_allowed',
    ),
  },
});

const readRoute = createRoute({
  method: 'get',
  path,
  tags,
  ...requires('read'),
  summary: 'One number, and why it is where it is',
  request: { params: numberParam },
  responses: { 200: json(numberSchema, 'The number.'), ...problems() },
});

const changeRoute = createRoute({
  method: 'patch',
  path,
  tags,
  ...requires('admin'),
  summary: 'Change wishes about a number, pause or resume it',
  request: { params: numberParam, ...body(changeSchema, true) },
  responses: {
    200: json(numberSchema, 'The number.'),
    ...problems('number_releasing', 'url_not_allowed'),
  },
});

const releaseRoute = createRoute({
  method: 'delete',
  path,
  tags,
  ...requires('admin'),
  summary: 'Release a number',
  request: {
    params: numberParam,
    query: releaseQuery,
  },
  responses: {
    202: json(numberSchema, 'Being released; repeatable.'),
    ...problems('coexistence_protected'),
  },
});

/** Adding, reading, changing and releasing numbers. */
export function registerNumbers(app: App, deps: AppDependencies): void {
  app.openapi(connectRoute, async (c) => {
    const { actor } = c.var;
    const given = c.req.valid('json');
    const { number, isNew } = await connectNumber(
      actor,
      {
        phoneNumberId: given.phone_number_id,
        wabaId: given.waba_id,
        accessToken: given.access_token,
        pin: given.pin,
        callbackUrl: given.callback_url,
        verification: given.verification,
        pinPolicy: given.pin_policy,
        reregisterPolicy: given.reregister_policy,
        dataLocalizationRegion: given.data_localization_region,
        externalId: given.external_id,
        metadata: given.metadata,
      },
      deps,
    );
    c.header('Location', `/v1/numbers/${number.phone_number_id}`);
    return c.json(presentNumber(number, actor, deps), isNew ? 202 : 200);
  });

  app.openapi(readRoute, async (c) => {
    const number = await readNumber(c.var.actor, c.req.valid('param').id, deps);
    return c.json(presentNumber(number, c.var.actor, deps), 200);
  });

  app.openapi(changeRoute, async (c) => {
    const given = c.req.valid('json');
    const changes = {
      callbackUrl: given.callback_url,
      pinPolicy: given.pin_policy,
      reregisterPolicy: given.reregister_policy,
      externalId: given.external_id,
      metadata: given.metadata,
      paused: given.paused,
    };
    const number = await changeNumber(c.var.actor, c.req.valid('param').id, changes, deps);
    return c.json(presentNumber(number, c.var.actor, deps), 200);
  });

  app.openapi(releaseRoute, async (c) => {
    const { id } = c.req.valid('param');
    const number = await releaseNumber(c.var.actor, id, c.req.valid('query'), deps);
    return c.json(presentNumber(number, c.var.actor, deps), 202);
  });
}
