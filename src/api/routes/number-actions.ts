import { createRoute } from '@hono/zod-openapi';
import { checkNumber, repairWebhooks } from '../../operations/check-number.js';
import { renameNumber } from '../../operations/rename-number.js';
import { requestCode } from '../../operations/request-code.js';
import { retryNumber } from '../../operations/retry-number.js';
import { replacePin, setPin } from '../../operations/set-pin.js';
import { submitCode } from '../../operations/submit-code.js';
import type { ProblemCode } from '../../operations/problem.js';
import type { App, AppDependencies } from '../context.js';
import { presentNumber } from '../present/number.js';
import { body, json, numberParam, problems, requires } from '../responses.js';
import { numberSchema } from '../schemas/number.js';
import {
  codeRequestSchema,
  codeSchema,
  displayNameSchema,
  nothingSchema,
  pinSchema,
  retrySchema,
} from '../schemas/requests.js';

const done = json(numberSchema, 'Done; the number as it is now.');
const stored = json(numberSchema, 'Stored; it is done as soon as possible.');
const refusals = (...codes: ProblemCode[]) => problems('number_releasing', ...codes);
/** Of what Meta must be asked for. */
const unservable = ['number_not_live', 'token_invalid'] as const;
const route = { tags: ['Numbers'] };
const params = numberParam;

const retryRoute = createRoute({
  ...route,
  method: 'post',
  path: '/v1/numbers/{id}/retry',
  ...requires('operate'),
  summary: 'Consent to one registration attempt',
  request: { params, ...body(retrySchema, false) },
  responses: { 202: stored, ...refusals('retry_not_allowed', 'confirmation_required') },
});

const checkRoute = createRoute({
  ...route,
  method: 'post',
  path: '/v1/numbers/{id}/check',
  ...requires('operate'),
  summary: 'Look at the number now; spends no attempt',
  request: { params, ...body(nothingSchema, false) },
  responses: { 200: done, 202: stored, ...refusals() },
});

const codeRequestRoute = createRoute({
  ...route,
  method: 'post',
  path: '/v1/numbers/{id}/code-requests',
  ...requires('operate'),
  summary: 'Ask Meta to send a code',
  request: { params, ...body(codeRequestSchema, false) },
  responses: {
    202: stored,
    ...refusals(
      'code_cooldown',
      'already_verified',
      'request_expired',
      'coexistence_protected',
      ...unservable,
    ),
  },
});

const codeRoute = createRoute({
  ...route,
  method: 'post',
  path: '/v1/numbers/{id}/code',
  ...requires('operate'),
  summary: 'Hand in the code that Meta sent',
  request: { params, ...body(codeSchema, true) },
  responses: {
    200: done,
    202: stored,
    ...refusals(
      'code_wrong',
      'code_expired',
      'too_many_code_tries',
      'not_awaiting_code',
      'coexistence_protected',
      ...unservable,
    ),
  },
});

const displayNameRoute = createRoute({
  ...route,
  method: 'post',
  path: '/v1/numbers/{id}/display-name',
  ...requires('operate'),
  summary: 'Submit a new display name; registering again after its approval is automatic',
  request: { params, ...body(displayNameSchema, true) },
  responses: {
    202: stored,
    ...refusals('rename_in_progress', 'coexistence_protected', ...unservable),
  },
});

const pinRoute = createRoute({
  ...route,
  method: 'put',
  path: '/v1/numbers/{id}/pin',
  ...requires('operate'),
  summary: 'Say which PIN the number has; calls nobody',
  request: { params, ...body(pinSchema, true) },
  responses: { 200: done, 202: stored, ...refusals() },
});

const replacePinRoute = createRoute({
  ...route,
  method: 'post',
  path: '/v1/numbers/{id}/pin/replace',
  ...requires('operate'),
  summary: 'Set a new PIN at Meta',
  request: { params, ...body(nothingSchema, false) },
  responses: { 200: done, 202: stored, ...refusals('coexistence_protected', ...unservable) },
});

const repairRoute = createRoute({
  ...route,
  method: 'post',
  path: '/v1/numbers/{id}/repair-webhooks',
  ...requires('operate'),
  summary: 'Subscribe and set the callback now, with read-back',
  request: { params, ...body(nothingSchema, false) },
  responses: { 200: done, 202: stored, ...refusals(...unservable) },
});

/** What people and programs do to one number. */
export function registerNumberActions(app: App, deps: AppDependencies): void {
  app.openapi(retryRoute, async (c) => {
    const { confirm_attempts_left: confirmAttemptsLeft } = c.req.valid('json');
    const { id } = c.req.valid('param');
    const number = await retryNumber(c.var.actor, id, { confirmAttemptsLeft }, deps);
    return c.json(presentNumber(number, c.var.actor, deps), 202);
  });

  app.openapi(codeRequestRoute, async (c) => {
    const { id } = c.req.valid('param');
    const number = await requestCode(c.var.actor, id, c.req.valid('json'), deps);
    return c.json(presentNumber(number, c.var.actor, deps), 202);
  });

  app.openapi(codeRoute, async (c) => {
    const { id } = c.req.valid('param');
    const answered = await submitCode(c.var.actor, id, c.req.valid('json').code, deps);
    const shown = presentNumber(answered.number, c.var.actor, deps);
    return c.json(shown, answered.isAnswered ? 200 : 202);
  });

  app.openapi(displayNameRoute, async (c) => {
    const { id } = c.req.valid('param');
    const number = await renameNumber(c.var.actor, id, c.req.valid('json').new_display_name, deps);
    return c.json(presentNumber(number, c.var.actor, deps), 202);
  });

  app.openapi(pinRoute, async (c) => {
    const { id } = c.req.valid('param');
    const answered = await setPin(c.var.actor, id, c.req.valid('json').pin, deps);
    const shown = presentNumber(answered.number, c.var.actor, deps);
    return c.json(shown, answered.isAnswered ? 200 : 202);
  });

  const wishes = [
    [checkRoute, checkNumber],
    [replacePinRoute, replacePin],
    [repairRoute, repairWebhooks],
  ] as const;
  for (const [wish, operation] of wishes) {
    app.openapi(wish, async (c) => {
      const answered = await operation(c.var.actor, c.req.valid('param').id, deps);
      const shown = presentNumber(answered.number, c.var.actor, deps);
      return c.json(shown, answered.isAnswered ? 200 : 202);
    });
  }
}
