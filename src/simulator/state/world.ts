import type { App } from './app.js';
import { BUILT_IN_APP_IDS, DEFAULT_APP_ID, makeApp } from './app.js';
import type { AccessToken, TokenEnding } from './access-token.js';
import { ALL_SCOPES, makeTokenText } from './access-token.js';
import { Agenda } from './agenda.js';
import type { CallsPerHour } from './call-budget.js';
import { META_CALLS_PER_HOUR } from './call-budget.js';
import { Chaos } from './chaos.js';
import type { SimulatedClock } from './clock.js';
import { Faults } from './faults.js';
import type { PhoneNumber } from './phone-number.js';
import { isRegistered } from './phone-number.js';
import { Outbox } from '../webhooks/outbox.js';
import { RequestLog } from './request-log.js';
import type { Waba } from './waba.js';
import { makeWaba } from './waba.js';

/** A code of Embedded Signup, to be exchanged within 30 s. Source: facts/meta.md §1.12. */
export interface SignupCode {
  readonly waba_id: string;
  readonly expires_at: number;
  used: boolean;
}

/** Everything there is at this Meta. Rules and routes work on it; it only keeps its parts consistent. */
export class World {
  readonly clock: SimulatedClock;
  readonly callsPerHour: CallsPerHour;
  readonly agenda = new Agenda();
  readonly apps = new Map<string, App>();
  readonly wabas = new Map<string, Waba>();
  readonly numbers = new Map<string, PhoneNumber>();
  /** By the token's text. */
  readonly tokens = new Map<string, AccessToken>();
  readonly signupCodes = new Map<string, SignupCode>();
  readonly faults = new Faults();
  readonly chaos = new Chaos();
  readonly log = new RequestLog();
  readonly outbox = new Outbox();
  /** The first app that was put: tokens belong to it unless the caller says otherwise. */
  #mainAppId: string | undefined;
  #rotation = 0;

  constructor(clock: SimulatedClock, callsPerHour: CallsPerHour = META_CALLS_PER_HOUR) {
    this.clock = clock;
    this.callsPerHour = callsPerHour;
  }

  /** The present instant, with everything due until then done. */
  now(): number {
    const now = this.clock.now();
    this.agenda.runDue(now);
    return now;
  }

  /** False for a number that was reset away: what was planned for it must not happen. */
  holds(number: PhoneNumber): boolean {
    return this.numbers.get(number.id) === number;
  }

  mainApp(): App {
    return this.ensureApp(this.#mainAppId ?? DEFAULT_APP_ID);
  }

  /** The app of that id, made with defaults where nobody put it. */
  ensureApp(id: string): App {
    const app = this.apps.get(id) ?? makeApp(id);
    this.apps.set(id, app);
    return app;
  }

  /** Changes the given fields of an app, or makes it. The first one put takes over what the built-in app held. */
  putApp(id: string, given: Partial<Omit<App, 'id'>>): App {
    const app = Object.assign(this.ensureApp(id), given);
    if (this.#mainAppId === undefined && !BUILT_IN_APP_IDS.has(id)) {
      this.#mainAppId = id;
      this.#handOver(DEFAULT_APP_ID, id);
    }
    return app;
  }

  ensureWaba(id: string): Waba {
    const known = this.wabas.get(id);
    if (known !== undefined) return known;
    const waba = makeWaba(id, { app_id: this.mainApp().id, token: makeTokenText() });
    this.wabas.set(id, waba);
    this.grantToken(waba, { text: waba.token });
    return waba;
  }

  /** Gives the WABA a token. The same text again keeps what it is: only a new token cures an ended one. */
  grantToken(
    waba: Waba,
    grant: {
      text: string;
      scopes?: readonly string[] | undefined;
      expires_at?: number | undefined;
    },
  ): AccessToken {
    const known = this.tokens.get(grant.text);
    const token: AccessToken = known ?? {
      text: grant.text,
      app_id: waba.app_id,
      waba_ids: new Set(),
      scopes: ALL_SCOPES,
      issued_at: this.clock.now(),
      expires_at: undefined,
      data_access_expires_at: undefined,
      ended: undefined,
    };
    if (grant.scopes !== undefined) token.scopes = grant.scopes;
    if (grant.expires_at !== undefined) token.expires_at = grant.expires_at;
    token.waba_ids.add(waba.id);
    this.tokens.set(token.text, token);
    waba.token = token.text;
    return token;
  }

  endToken(text: string, ending: TokenEnding): void {
    const token = this.tokens.get(text);
    if (token !== undefined) token.ended = ending;
  }

  /** Counts up: what varies at Meta without meaning (key and entity order) varies by it. */
  nextRotation(): number {
    this.#rotation += 1;
    return this.#rotation;
  }

  numbersOf(waba: Waba): PhoneNumber[] {
    return [...waba.number_ids].flatMap((id) => this.numbers.get(id) ?? []);
  }

  /** Calls an app may make on this WABA in an hour. Source: facts/meta.md §1.17. */
  callsAllowed(waba: Waba): number {
    if (waba.calls_per_hour !== undefined) return waba.calls_per_hour;
    for (const id of waba.number_ids) {
      const number = this.numbers.get(id);
      if (number !== undefined && isRegistered(number)) return this.callsPerHour.registered;
    }
    return this.callsPerHour.unregistered;
  }

  /** So that it does not matter whether apps or WABAs are put first. */
  #handOver(from: string, to: string): void {
    for (const token of this.tokens.values()) if (token.app_id === from) token.app_id = to;
    for (const waba of this.wabas.values()) {
      if (waba.app_id === from) waba.app_id = to;
      const subscription = waba.subscriptions.get(from);
      if (subscription === undefined) continue;
      waba.subscriptions.delete(from);
      waba.subscriptions.set(to, { ...subscription, app_id: to });
    }
  }

  /** An empty Meta again, at the real time. */
  reset(): void {
    this.agenda.clear();
    for (const kept of [this.apps, this.wabas, this.numbers, this.tokens, this.signupCodes])
      kept.clear();
    this.#mainAppId = undefined;
    this.faults.clear();
    this.chaos.reset();
    this.log.clear();
    this.outbox.clear();
    this.clock.reset();
  }
}
