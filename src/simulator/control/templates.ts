import { Hono } from 'hono';
import { z } from 'zod';
import type { Template } from '../state/template.js';
import type { Waba } from '../state/waba.js';
import type { World } from '../state/world.js';
import { changeTemplate, deleteTemplate } from '../webhooks/template-news.js';
import { ControlProblem, readInput } from './input.js';

/** One template in `PUT /_sim/wabas/{id}`: what is left out is filled in. */
export const templateInput = z.strictObject({
  id: z.string().regex(/^\d+$/).optional(),
  name: z.string().min(1),
  language: z.string().min(1),
  status: z.string().optional(),
  category: z.string().optional(),
  components: z.array(z.unknown()).optional(),
  parameter_format: z.string().optional(),
  rejected_reason: z.string().optional(),
  quality_score: z.object({ score: z.string() }).optional(),
  previous_category: z.string().optional(),
  correct_category: z.string().optional(),
  sub_category: z.string().optional(),
  message_send_ttl_seconds: z.number().int().optional(),
});

const changeInput = z.strictObject({
  status: z.string().optional(),
  quality: z.string().optional(),
  category: z.string().optional(),
  components: z.array(z.unknown()).optional(),
  reason: z.string().optional(),
  title: z.string().optional(),
  webhook: z.boolean().default(true),
});

/** What Meta does to templates: decisions, pauses, ratings, edits. */
export function templateRoutes(world: World): Hono {
  const routes = new Hono();
  const path = '/wabas/:id/templates/:name/:language';

  routes.post(path, async (c) => {
    const { waba, template } = find(world, c.req.param());
    const { webhook, ...change } = await readInput(c, changeInput);
    changeTemplate(world, waba, template, change, webhook);
    return c.json(template);
  });
  routes.delete(path, (c) => {
    const { waba, template } = find(world, c.req.param());
    deleteTemplate(world, waba, template, c.req.query('webhook') !== 'false');
    return c.json({ deleted: true });
  });
  return routes;
}

function find(
  world: World,
  { id, name, language }: { id: string; name: string; language: string },
): { waba: Waba; template: Template } {
  const waba = world.wabas.get(id);
  if (waba === undefined) throw new ControlProblem('no such WABA', 404);
  const template = waba.templates.find((one) => one.name === name && one.language === language);
  if (template === undefined) throw new ControlProblem('no such template', 404);
  return { waba, template };
}
