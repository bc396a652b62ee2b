import { createRoute, z } from '@hono/zod-openapi';
import { diagnose, diagnosisOf, variantsOf } from '../../messaging/diagnose.js';
import { diagnosisRows } from '../../messaging/diagnoses/index.js';
import type { DiagnosisRow } from '../../messaging/diagnosis.js';
import { requireScope } from '../../operations/actor.js';
import type { App } from '../context.js';
import { presentDiagnosis } from '../../messaging/present-diagnosis.js';
import { listOf } from '../pagination.js';
import { json, problems, requires } from '../responses.js';
import { diagnosisPageSchema, diagnosisRowSchema } from '../schemas/diagnosis.js';

const tags = ['Diagnoses'];
const number = z
  .string()
  .regex(/^\d{1,10}$/, 'This is not a code.')
  .transform(Number);

const listRoute = createRoute({
  method: 'get',
  path: '/v1/diagnoses',
  tags,
  ...requires('read'),
  summary: 'Every error code of Meta’s that is known, and what it means',
  responses: { 200: json(listOf(diagnosisRowSchema), 'All of them.'), ...problems() },
});

const codeRoute = createRoute({
  method: 'get',
  path: '/v1/diagnoses/{code}',
  tags,
  ...requires('read'),
  summary: 'What an error code of Meta’s means, whose move it is and whether to try again',
  request: { params: z.object({ code: number }) },
  responses: { 200: json(diagnosisPageSchema, 'The diagnosis.'), ...problems() },
});

const subcodeRoute = createRoute({
  method: 'get',
  path: '/v1/diagnoses/{code}/{subcode}',
  tags,
  ...requires('read'),
  summary: 'What a code and subcode mean together',
  request: { params: z.object({ code: number, subcode: number }) },
  responses: { 200: json(diagnosisPageSchema, 'The diagnosis.'), ...problems() },
});

/** The table behind every diagnosis; the same for every account. */
export function registerDiagnoses(app: App): void {
  app.openapi(listRoute, (c) => {
    requireScope(c.var.actor, 'read');
    return c.json({ data: diagnosisRows.map(presentRow), has_more: false, next: null }, 200);
  });

  app.openapi(codeRoute, (c) => {
    requireScope(c.var.actor, 'read');
    return c.json(presentPage(c.req.valid('param')), 200);
  });

  app.openapi(subcodeRoute, (c) => {
    requireScope(c.var.actor, 'read');
    return c.json(presentPage(c.req.valid('param')), 200);
  });
}

function presentPage({ code, subcode }: { code: number; subcode?: number }) {
  return {
    ...presentDiagnosis(diagnose({ code, subcode })),
    variants: variantsOf(code, subcode).map(presentRow),
  };
}

function presentRow(row: DiagnosisRow): z.infer<typeof diagnosisRowSchema> {
  const [from, to] = typeof row.code === 'number' ? [row.code, row.code] : row.code;
  return {
    ...presentDiagnosis(diagnosisOf(row)),
    codes: [from, to],
    subcodes: row.subcode === undefined ? [] : [row.subcode].flat(),
    text_includes: [...(row.textIncludes ?? [])],
  };
}
