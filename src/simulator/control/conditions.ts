import { Hono } from 'hono';
import { z } from 'zod';
import { scenarios } from '../scenarios/index.js';
import type { World } from '../state/world.js';
import { id, isoOrNull, readInput } from './input.js';

const faultInput = z.strictObject({
  match: z
    .strictObject({
      method: z.string().optional(),
      path: z.string().optional(),
      number: id.optional(),
    })
    .default({}),
  times: z.number().int().min(1).default(1),
  effect: z.strictObject({
    status: z.number().int().min(200).max(599).optional(),
    code: z.number().int().optional(),
    subcode: z.number().int().optional(),
    message: z.string().optional(),
    user_title: z.string().optional(),
    user_msg: z.string().optional(),
    details: z.string().optional(),
    is_transient: z.boolean().optional(),
    delay_ms: z.number().min(0).optional(),
    reply: z.enum(['lost', 'before', 'reset']).optional(),
  }),
});

const rate = z.number().min(0).max(1).optional();
const chaosInput = z.strictObject({
  duplicates: rate,
  reorder: rate,
  delay: rate,
  drop: rate,
  batches: rate,
  skip_delivered: rate,
  unknown_keys: rate,
  unknown_enums: rate,
  seed: z.number().int().optional(),
});

const clockInput = z
  .strictObject({
    advance_ms: z.number().min(0).optional(),
    pace: z.number().positive().optional(),
  })
  .refine((given) => given.advance_ms !== undefined || given.pace !== undefined, {
    error: 'advance_ms or pace is required',
  });

/** Faults, chaos, the clock, the logs, and the reset. Source: simulator.md §3. */
export function conditionRoutes(world: World): Hono {
  const routes = new Hono();
  const clock = () => {
    const now = world.now();
    return { now: isoOrNull(now), now_ms: now, pace: world.clock.pace };
  };

  routes.post('/faults', async (c) => {
    const { match, times, effect } = await readInput(c, faultInput);
    return c.json(world.faults.add(match, times, effect));
  });
  routes.get('/faults', (c) => c.json({ data: world.faults.all() }));
  routes.delete('/faults', (c) => {
    world.faults.clear();
    return c.json({ data: [] });
  });

  routes.post('/chaos', async (c) => {
    const { seed, ...rates } = await readInput(c, chaosInput);
    Object.assign(world.chaos.rates, rates);
    if (seed !== undefined) world.chaos.restart(seed);
    return c.json(world.chaos.rates);
  });

  routes.get('/requests', (c) => {
    const { number, path, method, limit } = c.req.query();
    const newest = limit === undefined ? undefined : Number(limit);
    return c.json({ data: world.log.find({ number, path, method, limit: newest }) });
  });
  routes.get('/webhooks', (c) => c.json({ data: world.outbox.all() }));
  routes.get('/scenarios', (c) =>
    c.json({ data: scenarios.map(({ name, willDo }) => ({ name, will_do: willDo })) }),
  );

  routes.get('/clock', (c) => c.json(clock()));
  routes.post('/clock', async (c) => {
    const { advance_ms, pace } = await readInput(c, clockInput);
    if (pace !== undefined) world.clock.setPace(pace);
    if (advance_ms !== undefined) world.clock.advance(advance_ms);
    return c.json(clock());
  });
  routes.post('/reset', (c) => {
    world.reset();
    return c.json(clock());
  });
  return routes;
}
