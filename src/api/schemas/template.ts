import { z } from '@hono/zod-openapi';
import { pageQuery } from '../pagination.js';

const text = z.string().nullable();
const instant = z.iso.datetime();

const param = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,100}$/, 'A parameter has letters, digits and _ . - in its name.')
  .openapi({ description: 'The name of a parameter of yours.', example: 'contact_name' });
const variable = z.string().min(1).max(100);

/** The key of a binding, as it stands in the path. */
export const bindingParam = z.object({
  key: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,100}$/)
    .openapi({ example: 'invitation' }),
});

const header = z.strictObject({
  type: z.enum(['IMAGE', 'VIDEO', 'DOCUMENT', 'TEXT']),
  param,
  variable: variable.optional().openapi({
    description: 'Of TEXT: the name of the variable, where the template names its variables.',
  }),
});
const bodyPart = z.union([z.array(param).max(100), z.record(variable, param)]).openapi({
  description:
    'Your parameters in the order of the variables; or, for a template that names its variables, your parameter by variable.',
});
const button = z.strictObject({
  type: z.enum(['URL', 'QUICK_REPLY', 'COPY_CODE']).openapi({
    description:
      'COPY_CODE holds the code of an offer, or the one-time code of an authentication template, whose body takes the same parameter.',
  }),
  index: z.number().int().min(0).max(9).openapi({
    description: 'The place among all buttons of the template, from 0.',
  }),
  param,
});

/** What a key stands for. */
export const bindingInput = z
  .strictObject({
    name: z.string().min(1).max(512),
    language: z.string().min(2).max(20),
    header: header.nullish(),
    body: bodyPart.default([]),
    buttons: z
      .array(button)
      .max(10)
      .default([])
      .refine(
        (buttons) => new Set(buttons.map(({ index }) => index)).size === buttons.length,
        'Each button has one value.',
      ),
  })
  .openapi('TemplateBindingInput');

const problem = z.object({ code: z.string(), parameter: text, message: z.string() });

/** A binding, and how it fits each WhatsApp account. */
export const bindingSchema = z
  .object({
    key: z.string(),
    name: z.string(),
    language: z.string(),
    header: header.nullable(),
    body: z.union([z.array(z.string()).readonly(), z.record(z.string(), z.string()).readonly()]),
    buttons: z.array(button).readonly(),
    created_at: instant,
    updated_at: instant,
    wabas: z.array(
      z.object({
        waba_id: z.string(),
        ok: z.boolean().nullable().openapi({
          description: 'Null: the templates of this WhatsApp account were not read yet.',
        }),
        problems: z.array(problem),
      }),
    ),
  })
  .openapi('TemplateBinding');

const commaList = z
  .string()
  .transform((list) => list.split(','))
  .optional();

/** Filters of the list of templates; a comma means "or". */
export const templateQuery = z.strictObject({
  ...pageQuery,
  name: commaList,
  language: commaList,
  status: commaList,
  category: commaList,
  gone: z.enum(['true', 'false']).default('false').openapi({
    description: 'true: also those that Meta no longer lists.',
  }),
});

/** A template as Meta listed it last. */
export const templateSchema = z
  .object({
    id: text,
    name: z.string(),
    language: z.string(),
    status: z.string(),
    category: text,
    previous_category: text,
    correct_category: text,
    quality: text,
    parameter_format: text,
    rejected_reason: text,
    components: z.array(z.record(z.string(), z.unknown())),
    changed_at: instant,
    synced_at: instant,
    gone_at: instant.nullable(),
  })
  .openapi('Template');

/** How reading the templates of a WhatsApp account went last. */
export const templateSyncSchema = z
  .object({
    waba_id: z.string(),
    attempted_at: instant.nullable(),
    synced_at: instant.nullable(),
    error: text,
  })
  .openapi('TemplateSync');
