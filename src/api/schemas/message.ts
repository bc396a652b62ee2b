import { z } from '@hono/zod-openapi';
import type { MessageContent } from '../../operations/compose-message.js';
import type { MessageFilter } from '../../store/messages.js';
import { isCountry, searchFor } from '../../messaging/recipient-search.js';
import { diagnosisSchema } from './diagnosis.js';
import { pageQuery } from '../pagination.js';

/** Flat, small, and found again by `context[key]=`. */
const context = z
  .record(
    z.string().min(1).max(100),
    z.union([z.string().max(500), z.number(), z.boolean(), z.null()]),
  )
  .refine((value) => Object.keys(value).length <= 20, 'must not have more than 20 entries');

const rawTemplate = z.looseObject({
  name: z.string().min(1).max(512),
  language: z.looseObject({ code: z.string().min(2).max(20) }),
  components: z
    .array(
      z.looseObject({
        type: z.string(),
        sub_type: z.string().optional(),
        index: z.union([z.string(), z.number()]).optional(),
        parameters: z.array(z.looseObject({ type: z.string() })).optional(),
      }),
    )
    .optional(),
});

/** Body of `POST /v1/numbers/{id}/messages`. Design: api.md §4. */
export const sendSchema = z
  .strictObject({
    to: z.string().min(1).max(50).optional().openapi({
      description: 'A phone number as people write it; national with default_country.',
      example: '0504370045',
    }),
    recipient: z.string().min(1).max(150).optional().openapi({
      description: 'A business-scoped user id, instead of "to".',
    }),
    default_country: z.string().length(2).optional().openapi({ example: 'IL' }),
    template_key: z.string().min(1).max(100).optional(),
    params: z
      .record(z.string().min(1).max(100), z.union([z.string().max(4_096), z.number()]))
      .optional(),
    template: rawTemplate
      .optional()
      .openapi({ description: 'The template object as Meta has it.' }),
    text: z.string().min(1).max(4_096).optional(),
    force: z.boolean().default(false).openapi({
      description: 'Free text outside the service window as we know it: Meta decides.',
    }),
    context: context.default({}),
    validate_only: z.boolean().default(false),
  })
  .superRefine((asked, issues) => {
    const one = (
      fields: readonly ('to' | 'recipient' | 'template_key' | 'template' | 'text')[],
    ) => {
      const given = fields.filter((field) => asked[field] !== undefined);
      if (given.length === 1) return;
      issues.addIssue({
        code: 'custom',
        path: [given[1] ?? fields[0] ?? ''],
        message: `give one of ${fields.join(', ')}`,
      });
    };
    one(['to', 'recipient']);
    one(['template_key', 'template', 'text']);
    if (asked.params !== undefined && asked.template_key === undefined)
      issues.addIssue({ code: 'custom', path: ['params'], message: 'belongs to template_key' });
  })
  .openapi('NewMessage', {
    example: { to: '0504370045', default_country: 'IL', text: 'See you at eight.' },
  });

/** What the body says. */
export function contentOf(asked: z.output<typeof sendSchema>): MessageContent {
  if (asked.template_key !== undefined)
    return { kind: 'key', key: asked.template_key, params: asked.params ?? {} };
  if (asked.template !== undefined) return { kind: 'template', template: asked.template };
  return { kind: 'text', text: asked.text ?? '', force: asked.force };
}

/** Body of `POST /v1/messages/{id}/send-again`. */
export const sendAgainSchema = z.strictObject({ force: z.boolean().default(false) });

const instant = z.string().nullable();
const anything = z.record(z.string(), z.unknown()).nullable();

/** A message. */
export const messageSchema = z
  .object({
    id: z.string(),
    wamid: z.string().nullable(),
    status: z.string().openapi({
      description:
        'queued, retrying, unknown, accepted, held, sent, delivered, read, played or failed; never goes back.',
    }),
    explanation: z.string().nullable(),
    number_id: z.string(),
    waba_id: z.string(),
    to: z.string(),
    recipient: z.string(),
    recipient_country: z.string().nullable(),
    wa_id: z.string().nullable(),
    user_id: z.string().nullable(),
    context: z.record(z.string(), z.unknown()),
    type: z.string(),
    template: z
      .object({ key: z.string().nullable(), name: z.string(), language: z.string() })
      .nullable(),
    created_at: z.string(),
    accepted_at: instant,
    sent_at: instant,
    delivered_at: instant,
    read_at: instant,
    played_at: instant,
    failed_at: instant,
    next_attempt_at: instant,
    attempts: z.number().int(),
    error: z
      .object({
        code: z.number().nullable(),
        subcode: z.number().nullable(),
        title: z.string().nullable(),
        message: z.string().nullable(),
        details: z.string().nullable(),
        href: z.string().nullable(),
        fbtrace_id: z.string().nullable(),
        stopped: z.string().nullable().openapi({ description: 'Why we stopped trying.' }),
      })
      .nullable(),
    diagnosis: diagnosisSchema.nullable(),
    is_contradictory: z.boolean(),
    late: z
      .object({
        after_s: z.number().openapi({ description: 'After how long it is called late.' }),
        detail: z.string(),
      })
      .nullable()
      .openapi({
        description: 'Accepted or sent, and nothing more of it came in twice the usual time.',
      }),
    pricing: anything,
    conversation: anything,
    can_send_again: z.boolean(),
    again_of: z.string().nullable().openapi({ description: 'The message in whose place it is.' }),
    again_id: z.string().nullable().openapi({ description: 'The message in its own place.' }),
  })
  .openapi('Message');

/** Answer to `validate_only`. */
export const validatedSchema = z.object({
  valid: z.literal(true),
  recipient: z.string(),
  recipient_country: z.string().nullable(),
  reading: z.string().openapi({ description: 'How the recipient was read.' }),
  request: z.record(z.string(), z.unknown()).openapi({ description: 'What Meta would be sent.' }),
});

/** One thing that happened to a message. */
export const messageEventSchema = z.object({
  kind: z.string(),
  at: z.string(),
  received_at: instant,
  gap_s: z.number().nullable().openapi({ description: 'Seconds since the entry before.' }),
  detail: z.string().nullable(),
  facts: z.record(z.string(), z.unknown()),
});

export const messageTimelineSchema = z.object({
  id: z.string(),
  wamid: z.string().nullable(),
  status: z.string(),
  request: z.unknown(),
  data: z.array(messageEventSchema),
});

const CONTEXT = /^context\[(.{1,100})\]$/;
const anyOf = z
  .string()
  .min(1)
  .transform((text) => text.split(',').map((part) => part.trim()))
  .optional();
const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .optional();
const FIELDS = {
  ...pageQuery,
  number_id: anyOf,
  status: anyOf,
  waba_id: anyOf,
  recipient: anyOf.openapi({
    description:
      'The number as it was sent to, as the sender wrote it, or as Meta calls it (wa_id); a user id. National numbers in any spelling with default_country.',
  }),
  default_country: z
    .string()
    .refine(isCountry, 'must be a country code such as IL')
    .optional()
    .openapi({ description: 'Of the recipients that are written without one.', example: 'IL' }),
  template_key: anyOf,
  created_after: moment,
  created_before: moment,
};

/** Query of `GET /v1/messages`; `context[key]=value` narrows by what the sender stored. */
export const messageListQuery = z.looseObject(FIELDS).superRefine((query, issues) => {
  const keys = Object.keys(query).filter((key) => !(key in FIELDS) && !CONTEXT.test(key));
  if (keys.length > 0)
    issues.addIssue({ code: 'unrecognized_keys', keys, input: query, message: '' });
});

/** The store's filter for this query. */
export const filterOf = (query: z.output<typeof messageListQuery>): MessageFilter => ({
  phoneNumberIds: query.number_id,
  statuses: query.status,
  wabaIds: query.waba_id,
  recipients: query.recipient?.map((text) => searchFor(text, query.default_country)),
  templateKeys: query.template_key,
  createdAfter: query.created_after,
  createdBefore: query.created_before,
  context: Object.fromEntries(
    Object.entries(query).flatMap(([key, value]) => {
      const name = CONTEXT.exec(key)?.[1];
      const text = String(value);
      // A comma may also stand in the value itself.
      const wanted = [text, ...text.split(',').map((part) => part.trim())];
      return name === undefined ? [] : [[name, wanted]];
    }),
  ),
});
