import { Hono } from 'hono';
import { z } from 'zod';
import { decideName } from '../rules/name-review.js';
import { MINUTE } from '../state/clock.js';
import type { PhoneNumber } from '../state/phone-number.js';
import type { Waba } from '../state/waba.js';
import type { World } from '../state/world.js';
import { announceAccountEvent, announceNumberField } from '../webhooks/account-events.js';
import { deliverInbound, inboundValue } from '../webhooks/inbound.js';
import { announceNameDecision } from '../webhooks/name-decision.js';
import { accountEventInput } from './accounts.js';
import { ControlProblem, id, readInput } from './input.js';
import { numberInput } from './number-input.js';
import { presentNumber } from './present.js';
import { putNumber } from './put-number.js';

/** How late a "late" decision webhook is. */
const LATE = 10 * MINUTE;

/** Meta's webhook says REJECTED where the node says DECLINED: both are understood. */
const nameDecisionInput = z.strictObject({
  decision: z
    .enum(['APPROVED', 'DECLINED', 'REJECTED', 'DEFERRED', 'PENDING'])
    .transform((decision) => (decision === 'REJECTED' ? 'DECLINED' : decision)),
  rejection_reason: z.string().nullable().optional(),
  /** Meta tells of what it decides, unless the webhook is lost (false says the same) or late. */
  webhook: z.union([z.boolean(), z.enum(['lost', 'late'])]).default(true),
});

const inboundInput = z.strictObject({
  number: id,
  from: z.string().default('15550001111'),
  name: z.string().default('Simulated person'),
  text: z.string().default('Hello'),
  /** A whole `value` in place of the text message. */
  value: z.record(z.string(), z.unknown()).optional(),
});

/** Numbers, and what Meta or a customer does to them. Source: simulator.md §3. */
export function numberRoutes(world: World): Hono {
  const routes = new Hono();

  routes.get('/numbers', (c) =>
    c.json({ data: [...world.numbers.values()].map((number) => presentNumber(world, number)) }),
  );
  routes.put('/numbers/:id', async (c) => {
    const number = putNumber(world, c.req.param('id'), await readInput(c, numberInput));
    return c.json(presentNumber(world, number));
  });
  routes.get('/numbers/:id', (c) => {
    // First the clock: what was due must have happened before the number is looked at.
    world.now();
    return c.json(presentNumber(world, theNumber(world, c.req.param('id'))));
  });

  routes.post('/numbers/:id/name-decision', async (c) => {
    const number = theNumber(world, c.req.param('id'));
    const { decision, rejection_reason, webhook } = await readInput(c, nameDecisionInput);
    world.now();
    decideName(number, decision, rejection_reason ?? undefined);
    if (webhook === true) announceNameDecision(world, number, decision, 'always');
    if (webhook === 'late') {
      world.agenda.plan(world.now() + LATE, () =>
        announceNameDecision(world, number, decision, 'always'),
      );
    }
    return c.json(presentNumber(world, number));
  });

  routes.post('/numbers/:id/account-event', async (c) => {
    const number = theNumber(world, c.req.param('id'));
    const input = await readInput(c, accountEventInput);
    if (input.field !== undefined) announceNumberField(world, number, input, 'always');
    else announceAccountEvent(world, wabaOf(world, number), input, 'always');
    return c.json({ sent: true });
  });

  routes.post('/inbound', async (c) => {
    const { number: numberId, value, ...message } = await readInput(c, inboundInput);
    const number = theNumber(world, numberId);
    const waba = wabaOf(world, number);
    const payload = value ?? inboundValue(world, number, message);
    return c.json({ listeners: deliverInbound(world, waba, number, payload) });
  });
  return routes;
}

/** @throws ControlProblem 404 */
export function theNumber(world: World, numberId: string): PhoneNumber {
  const number = world.numbers.get(numberId);
  if (number === undefined) throw new ControlProblem(`no number ${numberId}`, 404);
  return number;
}

function wabaOf(world: World, number: PhoneNumber): Waba {
  return world.ensureWaba(number.waba_id);
}
