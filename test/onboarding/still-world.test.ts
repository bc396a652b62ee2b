import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { mayBeCoexistence, seen } from '../../src/onboarding/situation.js';
import type { PhoneNode } from '../../src/onboarding/normalise.js';
import type { Read, Subscription } from '../../src/onboarding/observation.js';
import type { World } from '../../src/onboarding/world.js';
import type { Reply } from './model-of-meta.js';
import { excesses, playAgainst, randomFrom, type People, type PlayedMeta } from './play.js';
import { propertyRuns, propertySeed } from './property-runs.js';
import { CLASSES, worlds } from './random-worlds.js';
import { known } from './world.js';

const RUNS = propertyRuns(400);
const DAYS = 7;

vi.setConfig({ testTimeout: 60_000 + RUNS * 50 });

/** Meta as it stands still: shows the same for ever, whatever it is asked for, and answers every write alike. */
class StillMeta implements PlayedMeta {
  readonly requests: { readonly at: number; readonly kind: string }[] = [];
  readonly pin = null;
  harm = 0;
  readonly #node: PhoneNode;
  readonly #subscription: Subscription;
  readonly #answer: Reply;
  readonly #isOnApp: boolean;

  constructor(world: World, node: PhoneNode, answer: Reply) {
    const { subscription } = world.observation;
    this.#node = node;
    this.#subscription =
      subscription?.kind === 'known'
        ? subscription.value
        : { subscribed: true, wabaOverride: null };
    this.#answer = answer;
    this.#isOnApp = mayBeCoexistence({ ...world, node });
  }

  readNode = (at: number): Read<PhoneNode> => known(this.#node, at);
  readSubscription = (at: number): Read<Subscription> => known(this.#subscription, at);
  codeOnPhone = () => null;
  subscribe = (at: number) => this.#note(at, 'subscribe');
  setOverride = (at: number) => this.#note(at, 'setOverride');
  register = (at: number) => this.#harm(at, 'register');
  deregister = (at: number) => this.#harm(at, 'deregister');
  requestCode = (at: number) => this.#harm(at, 'requestCode');
  replacePin = (at: number) => this.#note(at, 'replacePin');
  verifyCode = (at: number) => this.#note(at, 'verifyCode');
  setDisplayName = (at: number) => this.#note(at, 'setDisplayName');

  #harm(at: number, kind: string): Reply {
    if (this.#isOnApp) this.harm += 1;
    return this.#note(at, kind);
  }

  #note(at: number, kind: string): Reply {
    this.requests.push({ at, kind });
    return this.#answer;
  }
}

const answers: fc.Arbitrary<Reply> = fc.oneof(
  fc.constant<Reply>({ kind: 'accepted' }),
  fc.constant<Reply>({ kind: 'unknown' }),
  fc.record({
    kind: fc.constant('refused' as const),
    class: fc.constantFrom(...CLASSES),
    retryAfterMs: fc.constantFrom(null, null, 1_000, 3_600_000),
  }),
);

const NOBODY: People = {
  lookEveryMs: Infinity,
  impatience: 0,
  wrongCodes: 0,
  pinPolicy: 'replace',
  autoCode: false,
};

test(`from any of ${RUNS} random states, with a world that stands still: no cycle of writes, no budget breached, no harm (design §7.8)`, () =>
  fc.assert(
    fc.asyncProperty(worlds, answers, fc.nat(), async (from, answer, seed) => {
      const node = seen(from)?.node;
      const { desired, paused } = from.number;
      fc.pre(node !== undefined && desired === 'live' && paused === null);
      const meta = new StillMeta(from, node, answer);

      const played = await playAgainst(meta, NOBODY, randomFrom(seed), {
        days: DAYS,
        liveDays: DAYS,
        from,
      });

      expect(played.broken.filter((what) => what !== 'ended gone')).toEqual([]);
      expect(excesses(played)).toEqual([]);
      expect(meta.harm).toBe(0);
    }),
    { numRuns: RUNS, ...propertySeed() },
  ));
