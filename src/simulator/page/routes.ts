import { Hono, type Context } from 'hono';
import { expireToken } from '../control/accounts.js';
import { ControlProblem } from '../control/input.js';
import { theNumber } from '../control/numbers.js';
import { ban, deregisterElsewhere, reinstate, wipeOverridesOf } from '../rules/foreign-acts.js';
import { decideName, REJECTION_REASONS, type NameDecision } from '../rules/name-review.js';
import { isRegistered, type PhoneNumber } from '../state/phone-number.js';
import type { Waba } from '../state/waba.js';
import type { World } from '../state/world.js';
import { announceNameDecision } from '../webhooks/name-decision.js';
import { CONTENT_SECURITY_POLICY, renderPage } from './page.js';

type Act = (world: World, number: PhoneNumber, form: Readonly<Record<string, unknown>>) => void;

/** What the buttons of a number do, by the last segment of their address. */
const ACTS: Readonly<Record<string, Act>> = {
  'approve-name': (world, number) => decide(world, number, 'APPROVED'),
  'decline-name': (world, number, { rejection_reason: given }) =>
    decide(world, number, 'DECLINED', reasonOf(given)),
  ban,
  reinstate,
  deregister: (world, number) => {
    if (isRegistered(number)) deregisterElsewhere(number, world.now());
  },
  'lose-register-reply': (world, { id }) => {
    world.faults.add({ method: 'POST', path: 'register', number: id }, 1, { reply: 'lost' });
  },
  'wipe-override': wipeOverridesOf,
  unsubscribe: (world, number) => wabaOf(world, number).subscriptions.clear(),
  'add-payment': (world, number) => {
    wabaOf(world, number).payment_method = true;
  },
  'stop-refusing': (_world, number) => {
    number.behaviour = { ...number.behaviour, refusals: [] };
  },
  'expire-token': (world, number) => expireToken(world, wabaOf(world, number)),
  'renew-token': (world, number) => renewToken(world, wabaOf(world, number)),
};

/** The page and what its buttons do; every button leads back to the page. */
export function pageRoutes(world: World): Hono {
  const routes = new Hono();
  routes.get('/', (c) => {
    c.header('content-security-policy', CONTENT_SECURITY_POLICY);
    return c.html(renderPage(world, c.req.query('open')));
  });

  routes.post('/_page/numbers/:id/:act', async (c) => {
    const { id, act: name } = c.req.param();
    const act = Object.hasOwn(ACTS, name) ? ACTS[name] : undefined;
    if (act === undefined) throw new ControlProblem(`no act ${name}`, 404);
    const number = theNumber(world, id);
    // First the clock: what was due must have happened before somebody acts.
    world.now();
    act(world, number, await c.req.parseBody());
    return backTo(c, number);
  });
  routes.post('/_page/clock', async (c) => {
    const { advance_ms } = await c.req.parseBody();
    const milliseconds = Number(advance_ms);
    if (!(milliseconds > 0)) throw new ControlProblem('advance_ms: must be a positive number');
    world.clock.advance(milliseconds);
    return c.redirect('/', 303);
  });

  routes.onError((error, c) => {
    if (error instanceof ControlProblem) return c.text(error.message, error.status);
    throw error;
  });
  return routes;
}

/** To the card one was at, its actions still unfolded. */
function backTo(c: Context, { id }: PhoneNumber): Response {
  const place = encodeURIComponent(id);
  return c.redirect(`/?open=${place}#n-${place}`, 303);
}

function decide(
  world: World,
  number: PhoneNumber,
  decision: NameDecision,
  rejectionReason?: string,
): void {
  decideName(number, decision, rejectionReason);
  announceNameDecision(world, number, decision, 'always');
}

function reasonOf(given: unknown): string {
  const reason = REJECTION_REASONS.find((known) => known === given);
  return reason ?? 'NAME_NOT_CONSISTENT';
}

function renewToken(world: World, waba: Waba): void {
  const token = world.tokens.get(waba.token);
  if (token === undefined) return;
  token.ended = undefined;
  token.expires_at = undefined;
}

function wabaOf(world: World, number: PhoneNumber): Waba {
  return world.ensureWaba(number.waba_id);
}
