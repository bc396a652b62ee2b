import { afterCodeRequest, NEVER_ASKED } from '../../src/onboarding/code-request.js';
import { conditionsOf, type Condition } from '../../src/onboarding/conditions.js';
import { decide } from '../../src/onboarding/decide.js';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/onboarding/duration.js';
import { answeredIntents } from '../../src/onboarding/intents.js';
import type { Attempt, Ledger } from '../../src/onboarding/ledger.js';
import type { Memory, WriteMemory } from '../../src/onboarding/memory.js';
import { reasons } from '../../src/onboarding/reasons.js';
import { remember } from '../../src/onboarding/remember.js';
import { planWait } from '../../src/onboarding/plan-wait.js';
import type { Decision } from '../../src/onboarding/sentence.js';
import { settle, type Standing } from '../../src/onboarding/settle.js';
import type { RemoteStep } from '../../src/onboarding/step.js';
import type { NumberFacts, PendingIntent, World } from '../../src/onboarding/world.js';
import { isCoexistence } from '../../src/onboarding/situation.js';
import type { PhoneNode } from '../../src/onboarding/normalise.js';
import type { Read, Refusal, Subscription, WabaFacts } from '../../src/onboarding/observation.js';
import { ModelOfMeta, type Fate, type Reply } from './model-of-meta.js';
import { AT, CALLBACK, known, makeWorld, refusal } from './world.js';

type Maybe<T> = T | Promise<T>;

/** Meta as the play asks it: our own model, or the simulator. */
export interface PlayedMeta {
  readonly requests: readonly { readonly at: number; readonly kind: string }[];
  /** Calls that must never be made for a number on the Business app. */
  readonly harm: number;
  readonly pin: string | null;
  /** The whole refusal, where Meta's words and codes are real ones. */
  refusalOf?(reply: Reply): Refusal | null;
  readNode(at: number): Maybe<Read<PhoneNode>>;
  readSubscription(at: number): Maybe<Read<Subscription>>;
  readWaba?(at: number): Maybe<Read<WabaFacts>>;
  subscribe(at: number): Maybe<Reply>;
  setOverride(at: number, url: string): Maybe<Reply>;
  register(at: number, pin: string): Maybe<Reply>;
  deregister(at: number): Maybe<Reply>;
  replacePin(at: number, pin: string): Maybe<Reply>;
  requestCode(at: number): Maybe<Reply>;
  codeOnPhone(at: number): string | null;
  verifyCode(at: number, digits: string): Maybe<Reply>;
  setDisplayName(at: number): Maybe<Reply>;
  /** A person hands in another token. */
  replaceToken?(at: number): void;
}

/** How people behave while the number is on its way. */
export interface People {
  /** They look at the number this often, and do what it asks for. */
  readonly lookEveryMs: number;
  /** How often they press Retry whenever it is offered, whether it helps or not. */
  readonly impatience: number;
  /** How often they press something else that is no use. @default 0 */
  readonly whims?: number;
  readonly wrongCodes: number;
  readonly pinPolicy: NumberFacts['pinPolicy'];
  /** A code is requested by itself. */
  readonly autoCode: boolean;
}

/** What came of it. */
export interface Played<Meta extends PlayedMeta = ModelOfMeta> {
  readonly isLive: boolean;
  readonly endedAt: number;
  readonly turns: number;
  readonly meta: Meta;
  readonly ourPin: string | null;
  /** A PIN that was sent in its place and of which Meta's answer is not known. */
  readonly nextPin: string | null;
  /** What we asked Meta to do without anybody having wished for it. */
  readonly ownWrites: readonly { readonly at: number; readonly kind: RemoteStep['kind'] }[];
  readonly world: World;
  readonly trail: readonly string[];
  /** Promises broken on the way; empty when all is well. */
  readonly broken: readonly string[];
}

const PERSON_STEPS_BEFORE_A_WAIT = 20;
const RECONCILER = 15 * MINUTE;
/** A live number is looked at this often. */
const SWEEP = 6 * HOUR;

/** Plays one number as workflow, activities and people would, on a virtual clock, until it is live or `days` are over. */
export function play(fate: Fate, people: People, seed: number, days: number): Promise<Played> {
  const random = randomFrom(seed);
  return playAgainst(new ModelOfMeta(fate, AT, random), people, random, { days, liveDays: 0 });
}

/** How long a number that was live may take to be so again. */
const AFTERMATH = 21 * DAY;

/**
 * The same against any Meta, and on for so many days after it was live first, in which it is looked at as the sweep does. `from`: where its story
 * stands already.
 */
export async function playAgainst<Meta extends PlayedMeta>(
  meta: Meta,
  people: People,
  random: () => number,
  { days, liveDays, from }: { days: number; liveDays: number; from?: World },
): Promise<Played<Meta>> {
  const game = new Game(meta, people, random, from);
  let end = AT + days * DAY;
  let wasLive = false;
  let sinceWait = 0;
  // What begins to disturb it at the very end may pass first.
  const isOver = (): boolean =>
    game.at >= end && !(wasLive && !game.isLive && game.at < end + AFTERMATH);
  while (!isOver() && !(game.isLive && liveDays === 0)) {
    const decision = await game.turn();
    if (game.isLive && !wasLive) {
      wasLive = true;
      end = Math.min(end, game.at + liveDays * DAY);
    }
    if (decision.step.kind === 'wait' || decision.step.kind === 'end') {
      sinceWait = 0;
      if (game.isLive && liveDays > 0) game.at += SWEEP;
    } else {
      sinceWait += 1;
      if (sinceWait > PERSON_STEPS_BEFORE_A_WAIT) {
        game.broken.push(`${sinceWait} steps without a wait, the last ${decision.step.kind}`);
        break;
      }
      await game.take(decision.step);
    }
  }
  return game.result();
}

/** What a number on the Business app may be asked for: its webhooks are its WABA's. */
const HARMLESS: readonly RemoteStep['kind'][] = ['subscribe', 'setOverride'];

/** One run of one number. */
class Game<Meta extends PlayedMeta> {
  at = AT;
  isLive = false;
  readonly broken: string[] = [];
  readonly #trail: string[] = [];
  readonly #meta: Meta;
  readonly #people: People;
  readonly #random: () => number;
  #turns = 0;
  #number: Partial<NumberFacts>;
  #registers: Attempt[] = [];
  #deregisters: Attempt[] = [];
  #blockedUntil: number | null = null;
  #pin: { value: string; state: Ledger['pin']['state']; changedAt: number } | null = null;
  #nextPin: string | null = null;
  /** Every PIN that Meta was ever given. */
  readonly #sentPins = new Set<string>();
  readonly #ownWrites: { at: number; kind: RemoteStep['kind'] }[] = [];
  #memory: Memory = {};
  #intents: (PendingIntent & { readonly digits?: string })[] = [];
  #conditions: readonly Condition[] = [];
  #world: World;
  #peopleLookAt: number;
  #wrongCodesLeft: number;
  #repairAskedAt = 0;
  #wasReadable = true;

  constructor(meta: Meta, people: People, random: () => number, from?: World) {
    this.#meta = meta;
    this.#people = people;
    this.#random = random;
    this.#wrongCodesLeft = people.wrongCodes;
    this.#peopleLookAt = AT + people.lookEveryMs;
    this.#number = {
      createdAt: AT,
      stageSince: AT,
      reasonSince: AT,
      pinPolicy: people.pinPolicy,
      verification: people.autoCode ? { method: 'SMS', language: 'en_US' } : null,
    };
    this.#world = from ?? makeWorld({ at: AT, number: this.#number });
    if (from === undefined) return;
    const { number, ledger, memory, intents } = from;
    this.#number = number;
    this.#registers = [...ledger.registers];
    this.#deregisters = [...ledger.deregisters];
    this.#blockedUntil = ledger.blockedUntil;
    this.#memory = memory;
    this.#intents = [...intents];
    if (ledger.pin.state !== 'none')
      this.#pin = { ...ledger.pin, value: '314159', changedAt: ledger.pin.changedAt ?? AT };
    if (ledger.pin.isReplacementOpen) this.#nextPin = '271828';
  }

  result(): Played<Meta> {
    return {
      isLive: this.isLive,
      endedAt: this.at,
      turns: this.#turns,
      meta: this.#meta,
      ourPin: this.#pin?.value ?? null,
      nextPin: this.#nextPin,
      ownWrites: this.#ownWrites,
      world: this.#world,
      trail: this.#trail,
      broken: this.broken,
    };
  }

  /** As activities/turn.ts: read, remember, decide, settle, answer; then the clock goes on to the next look. */
  async turn(): Promise<Decision> {
    this.#turns += 1;
    const seen = await this.#seeWorld();
    const remembered = remember(seen);
    const world: World = { ...seen, memory: { ...seen.memory, ...remembered } as Memory };
    const decision = decide(world);
    this.#conditions = conditionsOf(world, decision, this.#conditions);
    const standing = settle(world, decision, this.#conditions);
    this.#record(world, decision, standing);
    this.#world = world;
    this.#wasReadable = world.observation.node.kind === 'known';

    this.isLive = false;
    if (decision.step.kind === 'end') {
      this.isLive = decision.step.ending === 'live';
      if (!this.isLive) this.broken.push(`ended ${decision.step.ending}`);
      if (!this.isLive) this.at = Infinity;
    } else if (decision.step.kind === 'wait') {
      this.#wait(world, decision, standing);
    } else {
      this.at += SECOND;
    }
    return decision;
  }

  /** As the step activities: the ledger first, then Meta, then what happened. */
  async take(step: RemoteStep): Promise<void> {
    if (!this.#wasReadable) this.broken.push(`${step.kind} right after an unreadable read`);
    if (isCoexistence(this.#world) && !HARMLESS.includes(step.kind))
      this.broken.push(`${step.kind} of a number on the Business app`);
    const isWished =
      ('intentId' in step && step.intentId !== null) ||
      ('consentId' in step && step.consentId !== null) ||
      this.#intents.some(({ kind }) => kind === 'repair_webhooks');
    if (!isWished) this.#ownWrites.push({ at: this.at, kind: step.kind });
    await this.#do(step);
    const { pin } = this.#meta;
    const isOurs = pin !== null && this.#sentPins.has(pin);
    if (isOurs && pin !== this.#pin?.value && pin !== this.#nextPin)
      this.broken.push('the PIN that Meta took from us is lost');
  }

  async #do(step: RemoteStep): Promise<void> {
    switch (step.kind) {
      case 'register':
        return this.#register(step);
      case 'deregister':
        this.#deregisters.unshift(this.#attempt(await this.#meta.deregister(this.at), null));
        return;
      case 'subscribe':
        this.#note('subscribe', await this.#meta.subscribe(this.at));
        return;
      case 'setOverride':
        this.#note('override', await this.#meta.setOverride(this.at, CALLBACK));
        return;
      case 'replacePin':
        return this.#replacePin(step.intentId);
      case 'requestCode':
        return this.#requestCode(step.intentId);
      case 'verifyCode': {
        const intent = this.#intents.find(({ id }) => id === step.intentId);
        const reply = await this.#meta.verifyCode(this.at, intent?.digits ?? '');
        const code = this.#memory.code ?? NEVER_ASKED;
        this.#memory = {
          ...this.#memory,
          code: { ...code, verifiedAt: reply.kind === 'accepted' ? this.at : code.verifiedAt },
        };
        return this.#finish(step.intentId);
      }
      case 'setDisplayName':
        await this.#meta.setDisplayName(this.at);
        return this.#finish(step.intentId);
      case 'clearOverride':
      case 'unsubscribe':
        this.broken.push(`${step.kind} of a number that nobody released`);
    }
  }

  async #seeWorld(): Promise<World> {
    const node = await this.#meta.readNode(this.at);
    const waba = await this.#meta.readWaba?.(this.at);
    return makeWorld({
      at: this.at,
      node,
      number: this.#number,
      registers: this.#registers,
      deregisters: this.#deregisters,
      ...(this.#blockedUntil === null ? {} : { blockedUntil: this.#blockedUntil }),
      pin: {
        state: this.#pin?.state ?? 'none',
        changedAt: this.#pin?.changedAt ?? null,
        isReplacementOpen: this.#nextPin !== null,
      },
      memory: this.#memory,
      intents: this.#intents,
      observed: {
        subscription: node.kind === 'known' ? await this.#meta.readSubscription(this.at) : null,
        waba:
          waba ??
          known(
            {
              name: null,
              portfolioId: null,
              reviewStatus: null,
              canSend: 'AVAILABLE',
              listedNumbers: null,
            },
            this.at,
          ),
      },
    });
  }

  #record(world: World, decision: Decision, standing: Standing): void {
    const settled =
      decision.reason === 'in_progress'
        ? world.memory.settled
        : { reason: decision.reason, since: standing.reasonSince };
    const { leavingLive, ...memory } = world.memory;
    void leavingLive;
    this.#memory = {
      ...memory,
      ...(standing.leavingLive === undefined ? {} : { leavingLive: standing.leavingLive }),
      ...(settled === undefined ? {} : { settled }),
    };
    this.#number = {
      ...this.#number,
      stage: standing.stage,
      stageSince: standing.stageSince,
      reason: decision.reason,
      reasonSince: standing.reasonSince,
      mode: isCoexistence(world) ? 'coexistence' : 'standard',
      liveAt: this.#number.liveAt ?? (standing.stage === 'live' ? this.at : null),
    };
    const answered = new Set(answeredIntents(world, decision).map(({ id }) => id));
    this.#intents = this.#intents.filter(({ id }) => !answered.has(id));
    const day = ((this.at - AT) / DAY).toFixed(3);
    this.#trail.push(
      `day ${day} ${decision.rule} ${decision.step.kind} ${decision.reason} [${standing.stage}]`,
    );
  }

  /** To the next look, or to the moment a person does something; a parked run starts again when the reconciler finds it overdue. */
  #wait(world: World, decision: Decision, standing: Standing): void {
    const { step, nextCheckAt } = planWait(world, decision, standing, {
      jitter: this.#random() * 2 - 1,
      usagePercent: null,
      nextSweepAt: Infinity,
    });
    const delayMs = nextCheckAt - this.at;
    if (!(delayMs > 0 && Number.isFinite(delayMs)))
      this.broken.push(`waits ${delayMs} ms in ${decision.rule}`);
    const next = nextCheckAt + (step.kind === 'end' ? RECONCILER : 0);
    // People look in between; only a wish wakes the run.
    while (this.#peopleLookAt <= next) {
      const lookedAt = Math.max(Math.round(this.#peopleLookAt), this.at + 1);
      this.#peopleLookAt = lookedAt + this.#people.lookEveryMs * (0.5 + this.#random());
      const before = this.#intents;
      this.#peopleAct(decision, lookedAt);
      if (this.#intents !== before) {
        this.at = lookedAt;
        return;
      }
    }
    this.at = next;
  }

  /** People do what the reason asks for; now and then they press Retry. */
  #peopleAct({ reason }: Decision, at: number): void {
    const wish = (intent: PendingIntent & { readonly digits?: string }): void => {
      this.#intents = [...this.#intents, intent];
    };
    const id = `wish ${this.#turns}`;
    const sendCode = (): void => {
      this.#peopleLookAt = at + 3 * MINUTE;
      wish({ id, kind: 'send_code', createdAt: at, method: 'SMS', language: 'en_US' });
    };
    const retry = (): void => {
      const lastAttemptId = this.#registers[0]?.id ?? null;
      wish({ id, kind: 'retry', createdAt: at, actor: 'Ada', lastAttemptId });
    };
    if (this.#random() < (this.#people.whims ?? 0)) {
      const whims = [
        retry,
        sendCode,
        () => wish({ id, kind: 'submit_code', createdAt: at, digits: '111111' }),
        () => wish({ id, kind: 'replace_pin', createdAt: at }),
        () => wish({ id, kind: 'repair_webhooks', createdAt: at }),
        () => wish({ id, kind: 'check', createdAt: at }),
      ];
      return whims[Math.floor(this.#random() * whims.length)]?.();
    }
    const digits = this.#meta.codeOnPhone(at);
    if (reason === 'code_needed' && digits !== null) {
      const isWrong = this.#wrongCodesLeft-- > 0;
      return wish({ id, kind: 'submit_code', createdAt: at, digits: isWrong ? '000000' : digits });
    }
    switch (reason) {
      case 'code_not_sent':
      case 'code_needed':
      case 'reverification_needed':
        return sendCode();
      case 'verification_inconsistent':
        return this.#random() < 0.5 ? retry() : sendCode();
      case 'pin_needed':
        return wish({ id, kind: 'replace_pin', createdAt: at });
      case 'name_declined':
      case 'name_missing':
        return wish({ id, kind: 'rename', createdAt: at });
      case 'token_invalid':
      case 'token_of_other_app':
      case 'number_not_visible':
        if (this.#meta.replaceToken === undefined) return;
        this.#meta.replaceToken(at);
        return wish({ id, kind: 'check', createdAt: at });
      case 'permission_missing':
        // A new token is what the reason offers, and what spends the refusal.
        this.#meta.replaceToken?.(at);
        this.#memory = { ...this.#memory, tokenReplacedAt: at };
        return wish({ id, kind: 'check', createdAt: at });
      case 'callback_unreachable':
      case 'subscribe_refused':
      case 'subscription_contested':
        // Once a day: what a person asks for is no cycle of ours.
        if (at < this.#repairAskedAt + DAY) return;
        this.#repairAskedAt = at;
        return wish({ id, kind: 'repair_webhooks', createdAt: at });
      default: {
        const { retry: isOffered, waitingOn: whose } = reasons[reason];
        const isTheirs = whose === 'operator' || whose === 'customer';
        if (!isOffered || this.#random() >= (isTheirs ? 0.5 : this.#people.impatience)) return;
        return retry();
      }
    }
  }

  #finish(intentId: string | null): void {
    this.#intents = this.#intents.filter(({ id }) => id !== intentId);
  }

  async #register(step: RemoteStep & { kind: 'register' }): Promise<void> {
    const [newest] = this.#registers;
    // Counted here, and not by the code that is tried.
    const used = this.#registers.filter(({ startedAt }) => startedAt > this.at - 72 * HOUR).length;
    const isWithheld =
      (newest?.outcome === 'unknown' && this.at - newest.startedAt < 90 * SECOND) ||
      step.expectedAttempts !== this.#registers.length ||
      (this.#blockedUntil !== null && this.at < this.#blockedUntil) ||
      used >= (step.consentId === null ? 8 : 10);
    if (isWithheld) {
      this.broken.push(`decided to register what the ledger withholds (${step.purpose})`);
      return;
    }
    this.#finish(step.consentId);
    // Stored before Meta hears of it.
    this.#pin ??= { value: this.#newPin(), state: 'stored', changedAt: this.at };
    this.#sentPins.add(this.#pin.value);
    const reply = await this.#meta.register(this.at, this.#pin.value);
    this.#registers.unshift(this.#attempt(reply, step.purpose));
    if (reply.kind === 'accepted') this.#pin = { ...this.#pin, state: 'proven' };
    if (reply.kind === 'refused' && reply.class === 'attempts_locked')
      this.#blockedUntil = this.at + 72 * HOUR;
  }

  async #replacePin(intentId: string | null): Promise<void> {
    this.#nextPin ??= intentId === null ? (this.#pin?.value ?? this.#newPin()) : this.#newPin();
    this.#sentPins.add(this.#nextPin);
    const reply = await this.#meta.replacePin(this.at, this.#nextPin);
    if (reply.kind === 'accepted') {
      this.#pin = { value: this.#nextPin, state: 'proven', changedAt: this.at };
      this.#nextPin = null;
    }
    this.#note('pinReplace', reply);
    this.#finish(intentId);
  }

  async #requestCode(intentId: string | null): Promise<void> {
    const reply = await this.#meta.requestCode(this.at);
    const shown = this.#world.observation.node;
    const code = afterCodeRequest(this.#memory, {
      method: 'SMS',
      at: this.at,
      refusal: this.#refusal(reply),
      isVerified: shown.kind === 'known' && shown.value.codeVerification === 'VERIFIED',
      attemptAt: this.#registers[0]?.startedAt ?? null,
      pace: 1,
    });
    this.#memory = { ...this.#memory, code };
    this.#finish(intentId);
  }

  #attempt(reply: Reply, purpose: Attempt['purpose']): Attempt {
    return {
      id: `attempt ${this.#registers.length + this.#deregisters.length} at ${this.at}`,
      startedAt: this.at,
      outcome: reply.kind,
      refusal: this.#refusal(reply),
      purpose,
    };
  }

  #note(key: 'subscribe' | 'override' | 'pinReplace', reply: Reply): void {
    const before: WriteMemory | undefined = this.#memory[key];
    const accepted = (before?.accepted ?? []).filter((instant) => instant > this.at - DAY);
    const write: WriteMemory & { callbackUrl?: string } = {
      ...(key === 'override' ? { callbackUrl: CALLBACK } : {}),
      failures: reply.kind === 'accepted' ? 0 : (before?.failures ?? 0) + 1,
      lastAt: this.at,
      outcome: reply.kind,
      refusal: this.#refusal(reply),
      accepted: reply.kind === 'accepted' ? [...accepted, this.at] : accepted,
    };
    this.#memory = { ...this.#memory, [key]: write };
  }

  #refusal(reply: Reply): Refusal | null {
    if (reply.kind !== 'refused') return null;
    return (
      this.#meta.refusalOf?.(reply) ??
      refusal(reply.class, {
        retryAfterMs: reply.retryAfterMs,
        ...(reply.class === 'code_not_sendable' ? { code: 136024 } : {}),
      })
    );
  }

  #newPin(): string {
    return String(Math.floor(this.#random() * 1_000_000)).padStart(6, '0');
  }
}

/** The most of these in any 72 h. */
export function mostIn72Hours(instants: readonly number[]): number {
  const sorted = instants.toSorted((one, other) => one - other);
  let most = 0;
  let first = 0;
  for (const [n, at] of sorted.entries()) {
    while ((sorted[first] ?? at) <= at - 72 * HOUR) first += 1;
    most = Math.max(most, n - first + 1);
  }
  return most;
}

/** The most that we ask of Meta by ourselves in any 72 h; webhooks that are refused are tried hourly, for ever. */
const OWN_WRITES: Readonly<Record<RemoteStep['kind'], number>> = {
  register: 8,
  deregister: 8,
  replacePin: 12,
  subscribe: 80,
  setOverride: 80,
  requestCode: 2,
  verifyCode: 0,
  setDisplayName: 0,
  clearOverride: 0,
  unsubscribe: 0,
};

/** What was done too often: Meta's own limits whoever asked, and no cycle of writes by ourselves (design/onboarding.md §7.8). */
export function excesses({ meta, ownWrites }: Played<PlayedMeta>): string[] {
  const kinds = Object.keys(OWN_WRITES) as RemoteStep['kind'][];
  const count = (kind: string, list: readonly { at: number; kind: string }[]): number =>
    mostIn72Hours(list.filter((one) => one.kind === kind).map(({ at }) => at));
  // A replacement that a person wished and whose answer was lost is made again, once for each wish: who presses it all day gets as many.
  const repeats = Math.floor(count('replacePin', meta.requests) / 2);
  const limits = { ...OWN_WRITES, replacePin: Math.max(OWN_WRITES.replacePin, repeats) };
  return [
    ...kinds.filter((kind) => count(kind, ownWrites) > limits[kind]),
    ...['register', 'deregister'].filter((kind) => count(kind, meta.requests) > 10),
  ].map((kind) => `${kind} too often`);
}

/** Numbers in [0, 1) that only the seed decides (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
