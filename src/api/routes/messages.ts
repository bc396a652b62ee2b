import { createRoute, z } from '@hono/zod-openapi';
import { requireScope } from '../../operations/actor.js';
import { surroundingsOf } from '../../operations/message-surroundings.js';
import { exactRequest, readMessage } from '../../operations/read-message.js';
import { sendAgain } from '../../operations/send-again.js';
import { prepareMessage, sendMessage } from '../../operations/send-message.js';
import { statusesOf } from '../../store/message-timeline.js';
import { listMessages } from '../../store/messages.js';
import type { MessageRow } from '../../store/tables.js';
import type { App, AppDependencies } from '../context.js';
import { decodeCursor, listOf, page } from '../pagination.js';
import { presentMessage } from '../present/message.js';
import { presentMessageTimeline } from '../present/message-timeline.js';
import { body, json, numberParam, problems, requires } from '../responses.js';
import {
  contentOf,
  filterOf,
  messageListQuery,
  messageSchema,
  messageTimelineSchema,
  sendAgainSchema,
  sendSchema,
  validatedSchema,
} from '../schemas/message.js';

const tags = ['Messages'];
const refusals = [
  'number_not_live',
  'account_restricted',
  'token_invalid',
  'idempotency_in_progress',
  'idempotency_key_reused',
  'recipient_invalid',
  'parameters_mismatch',
  'template_unusable',
  'outside_service_window',
  'send_refused',
] as const;
const messageParam = z.object({
  id: z.string().min(1).openapi({
    description: 'The message id, or the wamid (percent-encoded: it may hold / and +).',
  }),
});
const sent = json(messageSchema, 'Meta accepted it.');
const underWay = json(
  messageSchema,
  'Not accepted yet: `queued` or `retrying` (it is sent by itself), or `unknown` (the reply was lost).',
);

const sendRoute = createRoute({
  method: 'post',
  path: '/v1/numbers/{id}/messages',
  tags,
  ...requires('send'),
  summary: 'Send a message: by template key, by template, or text',
  request: { params: numberParam, ...body(sendSchema, true) },
  responses: {
    200: json(validatedSchema, 'With `validate_only`: it could be sent.'),
    201: sent,
    202: underWay,
    ...problems(...refusals),
  },
});

const againRoute = createRoute({
  method: 'post',
  path: '/v1/messages/{id}/send-again',
  tags,
  ...requires('send'),
  summary: 'Send a message that failed, or was never heard of, as a new one',
  request: { params: messageParam, ...body(sendAgainSchema, false) },
  responses: { 201: sent, 202: underWay, ...problems('send_again_not_allowed', ...refusals) },
});

const getRoute = createRoute({
  method: 'get',
  path: '/v1/messages/{id}',
  tags,
  ...requires('read'),
  summary: 'A message, by its id or its wamid',
  request: { params: messageParam },
  responses: { 200: json(messageSchema, 'The message.'), ...problems() },
});

const timelineRoute = createRoute({
  method: 'get',
  path: '/v1/messages/{id}/timeline',
  tags,
  ...requires('read'),
  summary: 'Everything that happened to a message, and what Meta was asked',
  request: { params: messageParam },
  responses: { 200: json(messageTimelineSchema, 'Oldest first.'), ...problems() },
});

const listRoute = createRoute({
  method: 'get',
  path: '/v1/messages',
  tags,
  ...requires('read'),
  summary: 'Messages, newest first',
  request: { query: messageListQuery },
  responses: { 200: json(listOf(messageSchema), 'A page.'), ...problems() },
});

const UNDER_WAY: readonly string[] = ['queued', 'retrying', 'unknown'];

/** Sending, and what became of what was sent. */
export function registerMessages(app: App, deps: AppDependencies): void {
  const shown = async (message: MessageRow) => {
    const at = deps.clock.now();
    return presentMessage(message, at, (await surroundingsOf(deps.db, [message], at))(message));
  };
  // What was just accepted stands alone: most sends are answered without another query.
  const answer = async (message: MessageRow) =>
    message.status === 'accepted' ? presentMessage(message, deps.clock.now()) : shown(message);
  const statusOf = ({ status }: MessageRow) => (UNDER_WAY.includes(status) ? 202 : 201);

  app.openapi(sendRoute, async (c) => {
    const { id } = c.req.valid('param');
    const asked = c.req.valid('json');
    const request = {
      to: asked.to ?? null,
      recipient: asked.recipient ?? null,
      defaultCountry: asked.default_country,
      content: contentOf(asked),
    };
    if (asked.validate_only) {
      c.set('isLook', true);
      const prepared = await prepareMessage(c.var.actor, id, request, deps);
      return c.json(
        {
          valid: true as const,
          recipient: prepared.recipient.id,
          recipient_country: prepared.recipient.country,
          reading: prepared.recipient.reading,
          request: prepared.request,
        },
        200,
      );
    }
    const idempotencyKey = c.req.header('idempotency-key') ?? null;
    const more = { context: asked.context, idempotencyKey };
    const message = await sendMessage(c.var.actor, id, { ...request, ...more }, deps);
    c.header('Location', `/v1/messages/${message.id}`);
    return c.json(await answer(message), statusOf(message));
  });

  app.openapi(againRoute, async (c) => {
    const { id } = c.req.valid('param');
    const message = await sendAgain(c.var.actor, id, c.req.valid('json'), deps);
    c.header('Location', `/v1/messages/${message.id}`);
    return c.json(await answer(message), statusOf(message));
  });

  app.openapi(getRoute, async (c) => {
    const message = await readMessage(c.var.actor, c.req.valid('param').id, deps);
    return c.json(await shown(message), 200);
  });

  app.openapi(timelineRoute, async (c) => {
    const message = await readMessage(c.var.actor, c.req.valid('param').id, deps);
    return c.json(
      presentMessageTimeline(
        message,
        await statusesOf(deps.db, message),
        exactRequest(message, deps),
      ),
      200,
    );
  });

  app.openapi(listRoute, async (c) => {
    requireScope(c.var.actor, 'read');
    const query = c.req.valid('query');
    const place = decodeCursor(query.after, z.tuple([z.uuid()]));
    const rows = await listMessages(deps.db, c.var.actor.readsAccountId, filterOf(query), {
      after: place?.[0] ?? null,
      limit: query.limit + 1,
    });
    const at = deps.clock.now();
    const around = await surroundingsOf(deps.db, rows, at);
    const present = (row: MessageRow) => presentMessage(row, at, around(row));
    return c.json(
      page(rows, query.limit, present, (row) => [row.id]),
      200,
    );
  });
}
