import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { numberOfInbox } from '../../operations/live-health.js';
import { signUp } from '../../operations/embedded-signup/sign-up.js';
import { Problem } from '../../operations/problem.js';
import type { AppDependencies, AppEnv } from '../context.js';
import { body, json, requires } from '../responses.js';
import { signupCode } from '../schemas/embedded-signup.js';
import { metaId } from '../schemas/requests.js';
import { readBody } from '../read-body.js';
import { chatwootErrorSchema, otherChatwootErrors } from './schemas.js';

/** Chatwoot's own page sends more than it needs. */
const authorizationSchema = z
  .looseObject({
    code: signupCode,
    business_id: metaId.nullish(),
    waba_id: metaId.nullish(),
    phone_number_id: metaId.nullish(),
    inbox_id: z
      .union([z.string(), z.int()])
      .nullish()
      .openapi({ description: 'The inbox that is connected again.' }),
    coexistence: z.boolean().default(false),
  })
  .openapi('ChatwootAuthorization');

const failure = z.object({ success: z.literal(false), error: z.string() });

const authorizationRoute = createRoute({
  method: 'post',
  path: '/whatsapp/authorization',
  ...requires('admin'),
  tags: ['Chatwoot-compatible'],
  summary: 'Embedded Signup as Chatwoot’s own page ends it',
  request: {
    params: z.object({ account_id: z.string().openapi({ example: '1' }) }),
    ...body(authorizationSchema, true),
  },
  responses: {
    200: json(
      z.object({
        success: z.literal(true),
        id: z.int().openapi({ description: '`inbox_id` of the number.' }),
        name: z.string(),
        channel_type: z.literal('whatsapp'),
        message: z.string(),
      }),
      'Connected; onboarding has begun, or goes on with the new token.',
    ),
    401: json(chatwootErrorSchema, 'No valid key, or one that may not do this.'),
    404: json(chatwootErrorSchema, 'No such account or inbox, or not theirs.'),
    422: json(failure, 'Why not.'),
    ...otherChatwootErrors,
  },
});

/** `POST …/whatsapp/authorization`, with `inbox_id` to connect one again. Contract: facts/chatwoot-contract.md §1.9. */
export function registerAuthorization(chatwoot: OpenAPIHono<AppEnv>, deps: AppDependencies): void {
  chatwoot.use(authorizationRoute.getRoutingPath(), readBody());
  chatwoot.openapi(
    authorizationRoute,
    async (c) => {
      const { actor } = c.var;
      const given = c.req.valid('json');
      const inboxId = given.inbox_id ?? null;
      const inbox = inboxId === null ? null : await numberOfInbox(actor, String(inboxId), deps);
      const named = given.phone_number_id ?? inbox?.phone_number_id ?? null;
      if (inbox !== null && named !== inbox.phone_number_id)
        return c.json(failed('Another number was chosen than the one of this inbox.'), 422);
      try {
        const { number, isNew } = await signUp(
          actor,
          {
            code: given.code,
            wabaId: given.waba_id ?? null,
            phoneNumberId: named,
            businessId: given.business_id ?? null,
            coexistence: given.coexistence,
          },
          deps,
        );
        const name = number.node?.verifiedName ?? number.node?.displayPhoneNumber;
        return c.json(
          {
            success: true as const,
            id: Number(number.inbox_id),
            name: name ?? number.phone_number_id,
            channel_type: 'whatsapp' as const,
            message: isNew ? 'Inbox created successfully' : 'Inbox reauthorized successfully',
          },
          200,
        );
      } catch (error) {
        if (!(error instanceof Problem) || PASSED_ON.has(error.code)) throw error;
        return c.json(failed(sentenceOf(error)), 422);
      }
    },
    (result, c) =>
      result.success
        ? undefined
        : c.json(
            failed(
              result.error.issues
                .map(({ path, message }) => `${path.join('.')}: ${message}`)
                .join('; '),
            ),
            422,
          ),
  );
}

const PASSED_ON: ReadonlySet<string> = new Set(['insufficient_scope', 'not_found', 'unavailable']);

const failed = (error: string) => ({ success: false as const, error });

const sentenceOf = ({ detail, extras: { refusal } }: Problem): string =>
  refusal === undefined ? detail : `${detail} ${refusal.message}`;
