import { toRefusal } from '../../src/graph/refusal.js';
import { createGraph } from '../../src/graph/client.js';
import { parseEnvelope } from '../../src/graph/envelope.js';
import type { Graph, GraphCaller } from '../../src/graph/graph.js';
import type { ReadOutcome, WriteOutcome } from '../../src/graph/outcome.js';
import type { Exchanger } from '../../src/graph/request.js';
import { readUsage } from '../../src/graph/usage.js';
import { HOUR } from '../../src/onboarding/duration.js';
import { normaliseNode, type PhoneNode } from '../../src/onboarding/normalise.js';
import type { Read, Refusal, Subscription, WabaFacts } from '../../src/onboarding/observation.js';
import type { Admission } from '../../src/simulator/graph/dispatch.js';
import { replyTo } from '../../src/simulator/graph/reply.js';
import { usageHeaders } from '../../src/simulator/graph/usage-headers.js';
import { addNumber, type NumberPlan } from '../../src/simulator/rules/add-number.js';
import { SimulatedClock } from '../../src/simulator/state/clock.js';
import type { PhoneNumber } from '../../src/simulator/state/phone-number.js';
import { World } from '../../src/simulator/state/world.js';
import type { Reply } from './model-of-meta.js';
import type { PlayedMeta } from './play.js';
import { AT } from './world.js';

const ID = '106000000000001';
const WABA = '203000000000001';
const BUDGET = { unregistered: 100_000, registered: 100_000 };

/** How a simulated Meta is made. */
export interface Simulated extends Pick<NumberPlan, 'scenario' | 'behaviour' | 'node'> {
  /** Calls of these ages (ms) fail, in this way. */
  readonly faults: readonly { readonly from: number; readonly to: number; readonly rate: number }[];
  readonly random: () => number;
}

/**
 * The Graph simulator's own state machine, asked by the real Graph client without HTTP in between: no socket, no timer, a clock that the play
 * sets. What it verifies, refuses and counts is what journeys see too.
 */
export class SimulatedMeta implements PlayedMeta {
  readonly requests: { readonly at: number; readonly kind: string }[] = [];
  readonly number: PhoneNumber;
  readonly #world: World;
  readonly #graph: Graph;
  readonly #refusals = new WeakMap<Reply, Refusal>();
  readonly #made: Simulated;
  #tokens = 0;
  #subscription: Read<Subscription> | null = null;
  #waba: Read<WabaFacts> | null = null;

  constructor(made: Simulated) {
    this.#made = made;
    // Its clock stands still but for what the play lets pass.
    this.#world = new World(new SimulatedClock({ now: () => AT }), BUDGET);
    this.#graph = createGraph(exchangeWith(this.#world), { retryDelaysMs: [] });
    const waba = this.#world.ensureWaba(WABA);
    const { scenario, behaviour, node } = made;
    this.number = addNumber(this.#world, {
      id: ID,
      waba,
      ...(scenario !== undefined && { scenario }),
      ...(behaviour !== undefined && { behaviour }),
      ...(node !== undefined && { node }),
    });
  }

  get harm(): number {
    return this.number.harm;
  }

  get pin(): string | null {
    return this.number.pin ?? null;
  }

  /** With everything done that is due. */
  truth(at: number): PhoneNumber {
    this.#world.clock.moveForwardTo(at);
    this.#world.now();
    return this.number;
  }

  refusalOf(reply: Reply): Refusal | null {
    return this.#refusals.get(reply) ?? null;
  }

  async readNode(at: number): Promise<Read<PhoneNode>> {
    this.#misfortune(at);
    return this.#read(at, await this.#graph.phoneNumber(this.#caller(at), ID), (node) =>
      normaliseNode(node, this.#graph.droppedFields()),
    );
  }

  /** Read as often as turns read it (activities/observe.ts). */
  async readSubscription(at: number): Promise<Read<Subscription>> {
    const kept = this.#subscription;
    if (kept?.kind === 'known' && kept.value.subscribed && at - kept.readAt < HOUR) return kept;
    const outcome = await this.#graph.subscribedApps(this.#caller(at), WABA);
    this.#subscription = this.#read(at, outcome, ([app]) => ({
      subscribed: app !== undefined,
      wabaOverride: app?.override_callback_uri ?? null,
    }));
    return this.#subscription;
  }

  async readWaba(at: number): Promise<Read<WabaFacts>> {
    const kept = this.#waba;
    if (kept?.kind === 'known' && at - kept.readAt < HOUR) return kept;
    this.#waba = this.#read(at, await this.#graph.waba(this.#caller(at), WABA), (node) => ({
      name: node.name ?? null,
      portfolioId: null,
      reviewStatus: node.account_review_status ?? null,
      canSend: node.health_status?.can_send_message ?? null,
      listedNumbers: null,
    }));
    return this.#waba;
  }

  subscribe = (at: number) =>
    this.#write(at, 'subscribe', (caller) => this.#graph.subscribe(caller, WABA));
  setOverride = (at: number, callbackUrl: string) =>
    this.#write(at, 'setOverride', (caller) =>
      this.#graph.setPhoneOverride(caller, ID, { callbackUrl, verifyToken: 'verify' }),
    );
  register = (at: number, pin: string) =>
    this.#write(at, 'register', (caller) => this.#graph.register(caller, ID, { pin }));
  deregister = (at: number) =>
    this.#write(at, 'deregister', (caller) => this.#graph.deregister(caller, ID));
  replacePin = (at: number, pin: string) =>
    this.#write(at, 'replacePin', (caller) => this.#graph.setPin(caller, ID, pin));
  requestCode = (at: number) =>
    this.#write(at, 'requestCode', (caller) =>
      this.#graph.requestCode(caller, ID, { method: 'SMS', language: 'en_US' }),
    );
  verifyCode = (at: number, digits: string) =>
    this.#write(at, 'verifyCode', (caller) => this.#graph.verifyCode(caller, ID, digits));
  setDisplayName = (at: number) =>
    this.#write(at, 'setDisplayName', (caller) =>
      this.#graph.setDisplayName(caller, ID, 'Better Store'),
    );

  codeOnPhone(at: number): string | null {
    const sent = this.truth(at).codes.at(-1);
    return sent === undefined || sent.used || at >= sent.expires_at ? null : sent.code;
  }

  replaceToken(at: number): void {
    this.truth(at);
    const waba = this.#world.ensureWaba(WABA);
    waba.app_id = this.#world.mainApp().id;
    this.#world.grantToken(waba, { text: `EAAREPLACED${++this.#tokens}` });
  }

  #caller(at: number): GraphCaller {
    return { accessToken: this.#world.ensureWaba(WABA).token, at };
  }

  /** In some ages any call may fail: before it is done, after, or with an error that says nothing. */
  #misfortune(at: number): void {
    const age = at - AT;
    const fault = this.#made.faults.find(({ from, to }) => age >= from && age < to);
    this.#world.faults.clear();
    if (fault === undefined || this.#made.random() >= fault.rate) return;
    const effects = [
      { reply: 'before' as const },
      { reply: 'lost' as const },
      { status: 500 },
      { code: 131000, message: '(#131000) Something went wrong' },
    ];
    const effect = effects[Math.floor(this.#made.random() * effects.length)] ?? { status: 500 };
    this.#world.faults.add({ number: ID }, 1, effect);
  }

  async #write(
    at: number,
    kind: string,
    call: (caller: GraphCaller) => Promise<WriteOutcome>,
  ): Promise<Reply> {
    this.requests.push({ at, kind });
    this.#misfortune(at);
    const outcome = await call(this.#caller(at));
    if (outcome.kind === 'accepted') return { kind: 'accepted' };
    if (outcome.kind === 'unknown') return { kind: 'unknown' };
    const refusal = toRefusal(outcome.error);
    const reply: Reply = {
      kind: 'refused',
      class: refusal.class,
      retryAfterMs: refusal.retryAfterMs,
    };
    this.#refusals.set(reply, refusal);
    return reply;
  }

  #read<A, B>(at: number, outcome: ReadOutcome<A>, map: (value: A) => B): Read<B> {
    switch (outcome.kind) {
      case 'known':
        return { kind: 'known', value: map(outcome.value), readAt: at };
      case 'refused':
        return { kind: 'refused', refusal: toRefusal(outcome.error), readAt: at };
      case 'unreadable':
        return { kind: 'unreadable', cause: outcome.failure.cause, readAt: at };
    }
  }
}

/** Hands calls to the simulator's state machine: what the HTTP sides of both would do in between, but for the bytes. */
const exchangeWith =
  (world: World): Exchanger =>
  async ({ accessToken, at = AT }, { method, path, query, body }) => {
    world.clock.moveForwardTo(at);
    const request = {
      method,
      segments: path.split('/').filter(Boolean),
      parameters: { ...query, ...body, locale: 'en_US' },
      bearer: accessToken,
      url: `/v24.0${path}`,
    };
    const admission: Admission = {};
    const reply = await replyTo(world, request, path, admission);
    if (reply.kind !== 'sent') return silent('network', null);
    const { status: httpStatus, body: answer } = reply;
    if (httpStatus === 200)
      return { kind: 'answered', httpStatus, body: answer, usage: UNKNOWN_USAGE };
    const error = parseEnvelope(answer, httpStatus, usageOf(world, admission));
    return error === null ? silent('server_error', httpStatus) : { kind: 'refused', error };
  };

const UNKNOWN_USAGE = { percent: null, regainAccessMs: 0 };

const usageOf = (world: World, { waba, token }: Admission) =>
  waba === undefined || token === undefined
    ? UNKNOWN_USAGE
    : readUsage(new Headers(usageHeaders(world, waba, token, world.now())));

const silent = (cause: 'network' | 'server_error', httpStatus: number | null) =>
  ({ kind: 'no_answer', failure: { cause, httpStatus, message: 'no answer' } }) as const;
