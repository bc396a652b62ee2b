import { z } from '@hono/zod-openapi';
import { SCOPES } from '../../store/tables.js';
import { anyOf, moment, pageQuery } from '../pagination.js';

const at = z.iso.datetime();
const accountId = z
  .string()
  .regex(/^\d{1,18}$/, 'must be an account id')
  .openapi({ example: '2' });
const name = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^\P{C}*$/u, 'must hold no control characters')
  // Left alone, the flag would become a part of it.
  .openapi({ pattern: String.raw`^\P{C}*$` });

/** Body of `POST /v1/accounts`. */
export const newAccountSchema = z
  .strictObject({ name: name.openapi({ example: 'Example Store' }) })
  .openapi('NewAccount');

/** One customer of the platform. */
export const accountSchema = z
  .object({
    id: accountId,
    name: z.string(),
    state: z.enum(['open', 'closing', 'closed']),
    numbers_left: z.int().openapi({ description: 'Numbers that are not released yet.' }),
    created_at: at,
    closing_at: at.nullable(),
  })
  .openapi('Account');

const scope = z.enum(SCOPES);

/** Body of `POST /v1/api-keys`. */
export const newApiKeySchema = z
  .strictObject({
    name: name.nullable().default(null),
    scopes: z
      .array(scope)
      .min(1)
      .openapi({ example: ['read', 'operate'] }),
    expires_at: z.iso.datetime({ offset: true }).nullable().default(null),
    account_id: accountId.nullable().optional().openapi({
      description:
        'Left out: the account acted for. Null: a platform key, which only a platform key makes.',
    }),
  })
  .openapi('NewApiKey');

const shownKey = {
  id: z.string(),
  prefix: z.string().openapi({ description: 'How the secret begins.' }),
  account_id: z.string().nullable().openapi({ description: 'Null: a platform key.' }),
  name: z.string().nullable(),
  scopes: z.array(scope),
  created_at: at,
  last_used_at: at.nullable().openapi({ description: 'To the minute.' }),
  expires_at: at.nullable(),
  revoked_at: at.nullable(),
};

/** A key without its secret. */
export const apiKeySchema = z.object(shownKey).openapi('ApiKey');

/** A key with its secret, once. */
export const createdApiKeySchema = z
  .object({
    ...shownKey,
    secret: z
      .string()
      .nullable()
      .openapi({ description: 'Shown this one time; null where the request is repeated.' }),
  })
  .openapi('CreatedApiKey');

/** Query of `GET /v1/api-keys`. */
export const apiKeyListQuery = z.strictObject({
  ...pageQuery,
  prefix: z.string().min(1).max(100).optional().openapi({
    description: 'How the secret begins: as much of it as is known.',
    example: 'on_live_',
  }),
});

/** Query of `GET /v1/audit`. */
export const auditQuery = z.strictObject({
  ...pageQuery,
  action: anyOf
    .optional()
    .openapi({ description: 'Comma = OR, `number.*` = all of a kind.', example: 'number.*' }),
  actor: anyOf.optional().openapi({ description: 'Comma = OR.' }),
  subject: anyOf
    .optional()
    .openapi({ description: 'Comma = OR.', example: 'number/106540352242922' }),
  key_id: anyOf.pipe(z.array(z.uuid())).optional().openapi({ description: 'Comma = OR.' }),
  request_id: anyOf.optional().openapi({ description: 'Comma = OR.' }),
  created_after: moment.optional(),
  created_before: moment.optional(),
});

/** Who did what. */
export const auditSchema = z
  .object({
    id: z.string(),
    at,
    account_id: z.string().nullable(),
    key_id: z.string().nullable(),
    actor: z.string(),
    action: z.string().openapi({ example: 'number.connect' }),
    subject: z.string().openapi({ example: 'number/106540352242922' }),
    request_id: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
  })
  .openapi('AuditEntry');
