import type { FailureClass } from '../../src/graph/failure-class.js';
import { DAY, HOUR, MINUTE } from '../../src/onboarding/duration.js';
import type { PhoneNode } from '../../src/onboarding/normalise.js';
import type { Read, Subscription } from '../../src/onboarding/observation.js';
import { APP_CALLBACK, NODE, refusal } from './world.js';

/** How Meta will treat one number. Times are ms after the number was added; Infinity = never. */
export interface Fate {
  readonly verified: boolean;
  readonly nameStatus: string;
  /** When the name in review, or the one submitted instead, is approved (after its submission). */
  readonly reviewMs: number;
  readonly registersInReview: boolean;
  /** The PIN that a previous provider left. */
  readonly foreignPin: string | null;
  /** Whether the node tells that a PIN is set. */
  readonly showsPin: boolean;
  /** Registering is refused with these until then. */
  readonly obstacles: readonly { readonly class: FailureClass; readonly untilMs: number }[];
  /** The first attempt on a verified number asks for verification again. */
  readonly reverifies: boolean;
  /** The earlier deregistration is incomplete until it is repeated. */
  readonly incomplete: boolean;
  /** Attempts that another system made before the number was added. */
  readonly attemptsElsewhere: number;
  readonly activationMs: number;
  readonly readLagMs: number;
  readonly coexistence: boolean;
  readonly subscribeRefusedUntilMs: number;
  readonly callbackRefusedUntilMs: number;
  /** Another system wipes our override at these instants. */
  readonly wipesAtMs: readonly number[];
  readonly tokenDead: { readonly fromMs: number; readonly toMs: number };
  /** Until then reads fail, replies are lost and calls fail for a moment, as often as `faultRate` says. */
  readonly faultsUntilMs: number;
  readonly faultRate: number;
}

export type Reply =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly class: FailureClass; readonly retryAfterMs: number | null }
  | { readonly kind: 'unknown' };

const ACCEPTED: Reply = { kind: 'accepted' };
const no = (failure: FailureClass, retryAfterMs: number | null = null): Reply => ({
  kind: 'refused',
  class: failure,
  retryAfterMs,
});

const WINDOW = 72 * HOUR;

/**
 * Meta in memory: one number, a virtual clock, no HTTP. Knows what facts/meta.md says of registering, and nothing of ours but the names of
 * refusals. Order of checks in `register`: design/simulator.md §1.
 */
export class ModelOfMeta {
  readonly requests: { readonly at: number; readonly kind: string }[] = [];
  /** Calls that must never be made for a number on the Business app. */
  harm = 0;
  pin: string | null;
  readonly #addedAt: number;
  readonly #fate: Fate;
  readonly #random: () => number;
  readonly #registers: number[];
  #node: PhoneNode;
  #lagging: { readonly until: number; readonly node: PhoneNode } | null = null;
  #blockedUntil = 0;
  #subscribed = false;
  #reverify: boolean;
  #incomplete: boolean;
  #approvesAt: number;
  #connectsAt = Infinity;
  #wipes: number[];
  #code: { readonly digits: string; readonly sentAt: number } | null = null;
  #wrongPins = 0;
  #guessLock = 0;

  constructor(fate: Fate, addedAt: number, random: () => number) {
    this.#fate = fate;
    this.#addedAt = addedAt;
    this.#random = random;
    this.pin = fate.foreignPin;
    this.#registers = Array.from({ length: fate.attemptsElsewhere }, (_, n) => addedAt - n * HOUR);
    this.#reverify = fate.reverifies;
    this.#incomplete = fate.incomplete;
    this.#wipes = fate.wipesAtMs.map((ms) => addedAt + ms);
    this.#approvesAt = fate.nameStatus === 'PENDING_REVIEW' ? addedAt + fate.reviewMs : Infinity;
    this.#node = {
      ...NODE,
      codeVerification: fate.verified ? 'VERIFIED' : 'NOT_VERIFIED',
      nameStatus: fate.nameStatus,
      isOnBizApp: fate.coexistence,
      isPinEnabled: fate.showsPin ? fate.foreignPin !== null : null,
      callbacks: { read: true, phoneNumber: null, waba: null, application: APP_CALLBACK },
    };
  }

  /** Meta's own truth, whatever reads show. */
  truth(at: number): PhoneNode {
    this.#advance(at);
    return this.#node;
  }

  readNode(at: number): Read<PhoneNode> {
    this.#advance(at);
    const failed = this.#failedRead(at);
    if (failed !== null) return failed;
    const lagging = this.#lagging !== null && at < this.#lagging.until && this.#random() < 0.7;
    const value = lagging && this.#lagging !== null ? this.#lagging.node : this.#node;
    return { kind: 'known', value, readAt: at };
  }

  readSubscription(at: number): Read<Subscription> {
    const failed = this.#failedRead(at);
    const value = { subscribed: this.#subscribed, wabaOverride: null };
    return failed ?? { kind: 'known', value, readAt: at };
  }

  subscribe(at: number): Reply {
    return this.#write('subscribe', at, () => {
      if (at < this.#addedAt + this.#fate.subscribeRefusedUntilMs) return no('permission');
      this.#subscribed = true;
      return ACCEPTED;
    });
  }

  setOverride(at: number, url: string): Reply {
    return this.#write('setOverride', at, () => {
      if (!this.#subscribed) return no('not_subscribed_before_override');
      if (at < this.#addedAt + this.#fate.callbackRefusedUntilMs) return no('callback_unverified');
      this.#change({ callbacks: { ...this.#node.callbacks, phoneNumber: url } });
      return ACCEPTED;
    });
  }

  register(at: number, pin: string): Reply {
    if (this.#fate.coexistence) this.harm += 1;
    return this.#write('register', at, () => {
      if (at < this.#blockedUntil) return no('attempts_locked');
      if (this.#registers.filter((made) => made > at - WINDOW).length >= 10) {
        this.#blockedUntil = at + WINDOW;
        return no('attempts_locked');
      }
      this.#registers.push(at);
      if (this.#fate.coexistence) return no('coexistence');
      if (this.#node.codeVerification !== 'VERIFIED') return no('verification_needed');
      if (this.#reverify) return no('verification_needed');
      const obstacle = this.#fate.obstacles.find(({ untilMs }) => at < this.#addedAt + untilMs);
      if (obstacle !== undefined) return no(obstacle.class);
      if (this.#incomplete) return no('incomplete_deregistration');
      const locked = this.#checkPin(at, pin);
      if (locked !== null) return locked;
      return this.#registerNamed(at, pin);
    });
  }

  deregister(at: number): Reply {
    if (this.#fate.coexistence) this.harm += 1;
    return this.#write('deregister', at, () => {
      this.#incomplete = false;
      return ACCEPTED;
    });
  }

  replacePin(at: number, pin: string): Reply {
    return this.#write('replacePin', at, () => {
      this.pin = pin;
      this.#wrongPins = 0;
      return ACCEPTED;
    });
  }

  requestCode(at: number): Reply {
    if (this.#fate.coexistence) this.harm += 1;
    return this.#write('requestCode', at, () => {
      if (this.#node.codeVerification === 'VERIFIED' && !this.#reverify)
        return no('code_not_sendable');
      if (this.#code !== null && at < this.#code.sentAt + 5 * MINUTE)
        return no('code_not_sendable');
      this.#code = { digits: String(100_000 + (at % 900_000)), sentAt: at };
      return ACCEPTED;
    });
  }

  /** What the customer reads on the phone; null when nothing came in the last ten minutes. */
  codeOnPhone(at: number): string | null {
    return this.#code !== null && at < this.#code.sentAt + 10 * MINUTE ? this.#code.digits : null;
  }

  verifyCode(at: number, digits: string): Reply {
    return this.#write('verifyCode', at, () => {
      if (digits !== this.codeOnPhone(at)) return no('code_wrong');
      this.#code = null;
      this.#reverify = false;
      this.#change({ codeVerification: 'VERIFIED' });
      return ACCEPTED;
    });
  }

  setDisplayName(at: number): Reply {
    return this.#write('setDisplayName', at, () => {
      this.#approvesAt = at + this.#fate.reviewMs;
      this.#change({ newDisplayName: 'Better Store', newNameStatus: 'PENDING_REVIEW' });
      return ACCEPTED;
    });
  }

  #registerNamed(at: number, pin: string): Reply {
    const { nameStatus, newNameStatus, status, platformType } = this.#node;
    const isReady = ['APPROVED', 'AVAILABLE_WITHOUT_REVIEW'].includes(
      newNameStatus ?? nameStatus ?? '',
    );
    const inReview = (newNameStatus ?? nameStatus) === 'PENDING_REVIEW';
    if (!isReady && !(inReview && this.#fate.registersInReview)) return no('name_not_ready');

    this.pin ??= pin;
    const before = this.#node;
    if (platformType !== 'CLOUD_API' || status !== 'CONNECTED') {
      this.#change({ platformType: 'CLOUD_API', status: 'PENDING' });
      this.#connectsAt = at + this.#fate.activationMs;
    }
    if (newNameStatus !== null && isReady) {
      this.#change({
        nameStatus: newNameStatus,
        verifiedName: 'Better Store',
        newNameStatus: null,
        newDisplayName: null,
      });
    }
    this.#lagging = { until: at + this.#fate.readLagMs, node: before };
    return ACCEPTED;
  }

  #checkPin(at: number, pin: string): Reply | null {
    if (at < this.#guessLock) return no('pin_guess_lock', this.#guessLock - at);
    if (this.pin === null || this.pin === pin) return null;
    this.#wrongPins += 1;
    if (this.#wrongPins < 6) return no('pin_mismatch');
    this.#guessLock = at + 12 * HOUR;
    return no('pin_guess_lock', 12 * HOUR);
  }

  #write(kind: string, at: number, effect: () => Reply): Reply {
    this.#advance(at);
    this.requests.push({ at, kind });
    if (this.#isTokenDead(at)) return no('token');
    if (!this.#isFaulty(at)) return effect();
    const dice = this.#random();
    // Failed before, lost after, or refused for a moment: the request counts all the same.
    if (dice < 0.33) return { kind: 'unknown' };
    const reply = dice < 0.66 ? effect() : no('transient');
    if (dice >= 0.66 && kind === 'register') this.#registers.push(at);
    return dice < 0.66 && reply.kind === 'accepted' ? { kind: 'unknown' } : reply;
  }

  #failedRead(at: number): Read<never> | null {
    if (this.#isTokenDead(at)) return { kind: 'refused', refusal: refusal('token'), readAt: at };
    if (!this.#isFaulty(at)) return null;
    return this.#random() < 0.7
      ? { kind: 'unreadable', cause: 'timeout', readAt: at }
      : {
          kind: 'refused',
          refusal: refusal('throttled', { retryAfterMs: 5 * MINUTE }),
          readAt: at,
        };
  }

  #isTokenDead(at: number): boolean {
    const age = at - this.#addedAt;
    return age >= this.#fate.tokenDead.fromMs && age < this.#fate.tokenDead.toMs;
  }

  #isFaulty(at: number): boolean {
    return at < this.#addedAt + this.#fate.faultsUntilMs && this.#random() < this.#fate.faultRate;
  }

  /** What happens at Meta by itself. */
  #advance(at: number): void {
    if (at >= this.#connectsAt) {
      this.#connectsAt = Infinity;
      this.#change({ status: 'CONNECTED' });
    }
    if (at >= this.#approvesAt) {
      this.#approvesAt = Infinity;
      this.#change(
        this.#node.newNameStatus === null
          ? { nameStatus: 'APPROVED' }
          : { newNameStatus: 'APPROVED' },
      );
    }
    if (this.#wipes.some((wipe) => at >= wipe)) {
      this.#wipes = this.#wipes.filter((wipe) => at < wipe);
      this.#change({ callbacks: { ...this.#node.callbacks, phoneNumber: null } });
    }
  }

  #change(more: Partial<PhoneNode>): void {
    this.#node = { ...this.#node, ...more };
  }
}

/** A number that meets no obstacle. */
export const EASY: Fate = {
  verified: true,
  nameStatus: 'APPROVED',
  reviewMs: 3 * DAY,
  registersInReview: false,
  foreignPin: null,
  showsPin: false,
  obstacles: [],
  reverifies: false,
  incomplete: false,
  attemptsElsewhere: 0,
  activationMs: MINUTE,
  readLagMs: 0,
  coexistence: false,
  subscribeRefusedUntilMs: 0,
  callbackRefusedUntilMs: 0,
  wipesAtMs: [],
  tokenDead: { fromMs: 0, toMs: 0 },
  faultsUntilMs: 0,
  faultRate: 0,
};
