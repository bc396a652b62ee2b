import { z } from '@hono/zod-openapi';
import type { NumberFilter } from '../../store/number-lists.js';
import { pageQuery } from '../pagination.js';

const METADATA = /^metadata\[(.{1,100})\]$/;

/** Comma = OR. */
const anyOf = z
  .string()
  .min(1)
  .transform((text) => text.split(',').map((part) => part.trim()))
  .optional();
const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .optional();

/** Query of `GET /v1/numbers`; `metadata[key]=value` narrows by what the caller stored. */
export const numberListQuery = z
  .looseObject({
    ...pageQuery,
    stage: anyOf.openapi({ description: 'Comma = OR.' }),
    waiting_on: anyOf,
    reason: anyOf,
    number_id: anyOf,
    waba_id: anyOf,
    created_after: moment,
    created_before: moment,
    q: z.string().min(1).max(100).optional().openapi({
      description: 'Part of an id, a name, or the digits of the number.',
    }),
    sort: z.enum(['newest', 'attention']).default('newest'),
  })
  .superRefine((query, context) => {
    const known = new Set(KNOWN);
    const keys = Object.keys(query).filter((key) => !known.has(key) && !METADATA.test(key));
    if (keys.length > 0)
      context.addIssue({ code: 'unrecognized_keys', keys, input: query, message: '' });
  });

const KNOWN = [
  ...Object.keys(pageQuery),
  'stage',
  'waiting_on',
  'reason',
  'number_id',
  'waba_id',
  'created_after',
  'created_before',
  'q',
  'sort',
];

/** The store's filter for this query. */
export const filterOf = (query: z.output<typeof numberListQuery>): NumberFilter => ({
  stages: query.stage,
  waitingOn: query.waiting_on,
  reasons: query.reason,
  numberIds: query.number_id,
  wabaIds: query.waba_id,
  createdAfter: query.created_after,
  createdBefore: query.created_before,
  text: query.q,
  metadata: Object.fromEntries(
    Object.entries(query).flatMap(([key, value]) => {
      const name = METADATA.exec(key)?.[1];
      return name === undefined ? [] : [[name, String(value)]];
    }),
  ),
});
