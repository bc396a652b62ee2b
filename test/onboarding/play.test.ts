import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FailureClass } from '../../src/graph/failure-class.js';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/onboarding/duration.js';
import { EASY, type Fate } from './model-of-meta.js';
import { excesses, play, type People, type Played } from './play.js';
import { propertyRuns, propertySeed } from './property-runs.js';
import { AT } from './world.js';

const RUNS = propertyRuns(200);
const PATIENCE = 30_000 + RUNS * 500;
const DAYS = 120;

const HELPFUL: People = {
  lookEveryMs: 6 * HOUR,
  impatience: 0,
  wrongCodes: 0,
  pinPolicy: 'replace',
  autoCode: true,
};

/** What no world may break. */
function keepsPromises(played: Played, fate: Fate): void {
  expect(played.broken).toEqual([]);
  expect(excesses(played)).toEqual([]);
  if (fate.coexistence) expect(played.meta.harm).toBe(0);
}

const ms = (max: number) => fc.integer({ min: 0, max });
const often = <T>(usual: T, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });
const OBSTACLES: FailureClass[] = [
  'number_in_use',
  'two_step_on',
  'migration_blocked',
  'migration_transient',
  'terms_not_accepted',
  'account_locked',
  'deletion_settling',
  'maintenance',
  'throttled',
  'transient',
  'certificate_unknown',
  'permission',
  'unknown',
];

/** Numbers of which everything that stands in their way is resolved within three weeks. */
const fates: fc.Arbitrary<Fate> = fc.record({
  verified: often(true, fc.constant(false)),
  nameStatus: fc.constantFrom(
    'APPROVED',
    'AVAILABLE_WITHOUT_REVIEW',
    'PENDING_REVIEW',
    'PENDING_REVIEW',
    'NONE',
    'DECLINED',
  ),
  reviewMs: ms(21 * DAY),
  registersInReview: fc.boolean(),
  foreignPin: often<string | null>(null, fc.constant('424242')),
  showsPin: fc.boolean(),
  obstacles: fc.array(fc.record({ class: fc.constantFrom(...OBSTACLES), untilMs: ms(14 * DAY) }), {
    maxLength: 2,
  }),
  reverifies: often(false, fc.constant(true)),
  incomplete: often(false, fc.constant(true)),
  attemptsElsewhere: often(0, fc.nat(10)),
  activationMs: ms(6 * DAY),
  readLagMs: ms(90 * SECOND),
  coexistence: fc.constant(false),
  subscribeRefusedUntilMs: often(0, ms(10 * DAY)),
  callbackRefusedUntilMs: often(0, ms(10 * DAY)),
  wipesAtMs: fc.array(ms(20 * DAY), { maxLength: 3 }),
  tokenDead: often({ fromMs: 0, toMs: 0 }, fc.record({ fromMs: ms(5 * DAY), toMs: ms(10 * DAY) })),
  faultsUntilMs: ms(14 * DAY),
  faultRate: fc.constantFrom(0, 0, 0.05, 0.3, 0.9),
});

const peoples: fc.Arbitrary<People> = fc.record({
  lookEveryMs: fc.integer({ min: 10 * MINUTE, max: 2 * DAY }),
  impatience: fc.constantFrom(0, 0, 0.1, 0.5),
  whims: fc.constantFrom(0, 0, 0.1),
  wrongCodes: fc.nat(3),
  pinPolicy: fc.constantFrom('replace' as const, 'ask' as const),
  autoCode: fc.boolean(),
});

/** When the last thing in the way is gone; what people do about it comes on top. */
const lastObstacle = (fate: Fate): number =>
  AT +
  fate.activationMs +
  fate.reviewMs +
  Math.max(
    fate.faultsUntilMs,
    fate.subscribeRefusedUntilMs,
    fate.callbackRefusedUntilMs,
    fate.tokenDead.toMs,
    ...fate.obstacles.map(({ untilMs }) => untilMs),
    ...fate.wipesAtMs,
  );
/** Two windows of 72 h and a day between looks of a parked run; people press Retry at every other look. */
const slack = ({ lookEveryMs }: People): number => 8 * DAY + 20 * lookEveryMs;

describe('worlds in which live is possible end live (design §7.8)', () => {
  test(
    `${RUNS} random worlds: live, our PIN, no budget breached, no write after an unreadable read, no cycle of writes`,
    () => {
      return fc.assert(
        fc.asyncProperty(fates, peoples, fc.nat(), async (fate, people, seed) => {
          const played = await play(fate, people, seed, DAYS);
          keepsPromises(played, fate);
          expect(played.isLive ? 'live' : played.trail.slice(-12)).toBe('live');
          expect(played.meta.truth(played.endedAt).status).toBe('CONNECTED');
          expect([played.ourPin, played.nextPin]).toContain(played.meta.pin);
          expect(played.endedAt).toBeLessThanOrEqual(lastObstacle(fate) + slack(people));
        }),
        { numRuns: RUNS, ...propertySeed() },
      );
    },
    PATIENCE,
  );
});

describe('worlds in which it is not', () => {
  const hopeless: fc.Arbitrary<Partial<Fate>> = fc.constantFrom<Partial<Fate>>(
    { coexistence: true },
    { nameStatus: 'PENDING_REVIEW', reviewMs: Infinity, registersInReview: false },
    { obstacles: [{ class: 'unknown', untilMs: Infinity }] },
    { obstacles: [{ class: 'transient', untilMs: Infinity }] },
    { obstacles: [{ class: 'number_in_use', untilMs: Infinity }] },
    { obstacles: [{ class: 'pin_mismatch', untilMs: Infinity }] },
    { obstacles: [{ class: 'verification_needed', untilMs: Infinity }] },
    { obstacles: [{ class: 'incomplete_deregistration', untilMs: Infinity }] },
    { obstacles: [{ class: 'account_locked', untilMs: Infinity }] },
    { activationMs: Infinity },
    { subscribeRefusedUntilMs: Infinity },
    { callbackRefusedUntilMs: Infinity },
    { tokenDead: { fromMs: 0, toMs: Infinity } },
    { faultRate: 1, faultsUntilMs: Infinity },
    { faultRate: 0.9, faultsUntilMs: Infinity },
    { wipesAtMs: Array.from({ length: 2_000 }, (_, n) => n * HOUR) },
  );

  test(
    `${RUNS / 2} random worlds that never change: the promises hold all the same`,
    () => {
      return fc.assert(
        fc.asyncProperty(fates, hopeless, peoples, fc.nat(), async (fate, more, people, seed) => {
          const hopelessFate = { ...fate, ...more };
          keepsPromises(await play(hopelessFate, people, seed, 21), hopelessFate);
        }),
        { numRuns: RUNS / 2, ...propertySeed() },
      );
    },
    PATIENCE,
  );
});

describe('worlds that once failed', () => {
  // A counterexample that fast-check prints goes here, with what was wrong.
  test.each<[string, Partial<Fate>, Partial<People>, seed?: number]>([
    [
      'a permission granted later on: a new token spends the refusal, whatever comes after it',
      { incomplete: true, obstacles: [{ class: 'permission', untilMs: 3_001 }] },
      { lookEveryMs: 10 * MINUTE },
    ],
    [
      'terms accepted later on, people who look every other day',
      { obstacles: [{ class: 'terms_not_accepted', untilMs: 344_873_015 }] },
      { lookEveryMs: 154_241_317 },
    ],
    [
      'no name, and people who retry: the closed gate must not hide that a name is needed',
      { nameStatus: 'NONE', incomplete: true, faultsUntilMs: 17_860_855, faultRate: 0.9 },
      { lookEveryMs: 600_000, impatience: 0.5, autoCode: false },
      1_419_082_802,
    ],
  ])('%s', async (_, fate, people, seed = 0) => {
    const whole = { ...EASY, ...fate };
    const everyone = { ...HELPFUL, ...people };
    const once = await play(whole, everyone, seed, DAYS);
    keepsPromises(once, whole);
    expect(once.isLive).toBe(true);
    expect(once.endedAt).toBeLessThanOrEqual(lastObstacle(whole) + slack(everyone));
  });
});

describe('known worlds', () => {
  const played = (fate: Partial<Fate>, people: Partial<People> = {}) =>
    play({ ...EASY, ...fate }, { ...HELPFUL, ...people }, 1, DAYS);

  test('straight through: one attempt, live within two minutes', async () => {
    const { isLive, endedAt, meta } = await played({});
    expect(isLive).toBe(true);
    expect(endedAt - AT).toBeLessThan(2 * MINUTE);
    expect(meta.requests.map(({ kind }) => kind)).toEqual(['subscribe', 'setOverride', 'register']);
  });

  test('name approved after three days: registered within one poll, four probes and one more', async () => {
    const { isLive, endedAt, meta } = await played({
      nameStatus: 'PENDING_REVIEW',
      reviewMs: 3 * DAY,
    });
    expect(isLive).toBe(true);
    expect(endedAt - AT).toBeLessThan(3 * DAY + 2 * HOUR);
    expect(meta.requests.filter(({ kind }) => kind === 'register').length).toBeLessThanOrEqual(5);
  });

  test('three weeks of review: ≤ 230 turns', async () => {
    const { isLive, turns } = await played({ nameStatus: 'PENDING_REVIEW', reviewMs: 21 * DAY });
    expect(isLive).toBe(true);
    expect(turns).toBeLessThanOrEqual(230);
  });

  test('a PIN left by the previous provider: refused once, replaced once, live', async () => {
    const { isLive, meta, ourPin } = await played({ foreignPin: '424242' });
    expect(isLive).toBe(true);
    expect(meta.requests.map(({ kind }) => kind)).toEqual([
      'subscribe',
      'setOverride',
      'register',
      'replacePin',
      'register',
    ]);
    expect(meta.pin).toBe(ourPin);
  });

  test('reads that lag 90 s behind an accepted register: one attempt', async () => {
    const { isLive, meta } = await played({ readLagMs: 90 * SECOND });
    expect(isLive).toBe(true);
    expect(meta.requests.filter(({ kind }) => kind === 'register')).toHaveLength(1);
  });

  test('coexistence: nothing is registered, deregistered or sent', async () => {
    const { isLive, meta } = await played({ coexistence: true }, { impatience: 1 });
    expect(isLive).toBe(false);
    expect(meta.harm).toBe(0);
  });

  test('133000: deregistered once, then registered', async () => {
    const { isLive, meta } = await played({ incomplete: true });
    expect(isLive).toBe(true);
    expect(meta.requests.map(({ kind }) => kind)).toEqual([
      'subscribe',
      'setOverride',
      'register',
      'deregister',
      'register',
    ]);
  });

  test('133000 for ever: the two windows are not burnt within a day', async () => {
    const { meta } = await played({
      obstacles: [{ class: 'incomplete_deregistration', untilMs: Infinity }],
    });
    const firstDay = meta.requests.filter(({ at, kind }) => at < AT + DAY && kind === 'register');
    expect(firstDay.length).toBeLessThanOrEqual(4);
  });
});
