import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/onboarding/duration.js';
import { nextDelay, PARK_FROM, type Cadence, type Wait } from '../../src/onboarding/schedule.js';
import { AT } from './world.js';

const wait = (more: Partial<Wait>): Wait => ({
  cadence: 'steady',
  at: AT,
  since: AT,
  wroteAt: null,
  times: 1,
  until: null,
  pace: 1,
  jitter: 0,
  ...more,
});
const delay = (more: Partial<Wait>): number => nextDelay(wait(more)).delayMs;
/** The delay of this rhythm when the situation is so old. */
const atAge = (cadence: Cadence, age: number): number => delay({ cadence, since: AT - age });

describe('the rhythms of design §5', () => {
  const PHASES: [Cadence, [from: number, delay: number][]][] = [
    [
      'activating',
      [
        [0, MINUTE],
        [10 * MINUTE, 5 * MINUTE],
        [HOUR, 15 * MINUTE],
        [6 * HOUR, HOUR],
        [5 * DAY, 6 * HOUR],
      ],
    ],
    [
      'name_review',
      [
        [0, MINUTE],
        [5 * MINUTE, 5 * MINUTE],
        [HOUR, 30 * MINUTE],
        [12 * HOUR, HOUR],
        [3 * DAY, 3 * HOUR],
        [7 * DAY, 6 * HOUR],
        [30 * DAY, DAY],
      ],
    ],
    [
      'person',
      [
        [0, 15 * MINUTE],
        [HOUR, HOUR],
        [DAY, 6 * HOUR],
        [7 * DAY, DAY],
      ],
    ],
    [
      'steady',
      [
        [0, 15 * MINUTE],
        [DAY, HOUR],
      ],
    ],
    ['hourly', [[0, HOUR]]],
    ['daily', [[0, DAY]]],
  ];

  test.each(PHASES)('%s: each phase begins at its age and not before', (cadence, phases) => {
    for (const [index, [from, expected]] of phases.entries()) {
      expect(atAge(cadence, from)).toBe(expected);
      const before = phases[index - 1];
      if (before) expect(atAge(cadence, from - 1)).toBe(before[1]);
    }
    expect(atAge(cadence, 365 * DAY)).toBe(phases.at(-1)?.[1]);
  });

  test('unreadable: 1, 2, 4, 8, then 15 minutes', () => {
    const delays = [1, 2, 3, 4, 5, 6, 99].map((times) => delay({ cadence: 'unreadable', times }));
    expect(delays.map((ms) => ms / MINUTE)).toEqual([1, 2, 4, 8, 15, 15, 15]);
    expect(delay({ cadence: 'unreadable', times: 0 })).toBe(MINUTE);
  });

  test('a situation that begins in the future is as old as a new one', () => {
    expect(atAge('name_review', -DAY)).toBe(MINUTE);
  });
});

describe('just after a write: 5, 15, 30, 60 s, then the rhythm', () => {
  const after = (ageMs: number, more: Partial<Wait> = {}): number =>
    delay({ cadence: 'activating', wroteAt: AT - ageMs, ...more });

  test('one look after another', () => {
    expect([0, 5, 20, 50].map((age) => after(age * SECOND) / SECOND)).toEqual([5, 15, 30, 60]);
    expect(after(110 * SECOND)).toBe(MINUTE);
    expect(delay({ cadence: 'person', wroteAt: AT - 110 * SECOND })).toBe(15 * MINUTE);
  });

  test('a wake that jitter brought a little early is followed by the next look, not by a tiny wait', () => {
    for (const [early, next] of [
      [4.5, 20],
      [18, 50],
      [45, 110],
    ] as const) {
      expect(after(early * SECOND)).toBe((next - early) * SECOND);
    }
  });

  test('at a pace of a tenth the looks come ten times as fast', () => {
    expect(after(0, { pace: 0.1 })).toBe(500);
    expect(after(500, { pace: 0.1 })).toBe(1_500);
  });
});

describe('bounds', () => {
  test('never past a known instant, and parking sees how long it really is', () => {
    expect(nextDelay(wait({ cadence: 'daily', until: AT + HOUR }))).toEqual({
      delayMs: HOUR,
      unpacedMs: HOUR,
    });
    expect(delay({ cadence: 'hourly', until: AT + DAY })).toBe(HOUR);
  });

  test('an instant that is past calls for nothing: the cadence goes on, never an endless run of empty waits', () => {
    const usual = delay({ until: null });
    expect(delay({ until: AT - DAY })).toBe(usual);
    expect(delay({ until: AT })).toBe(usual);
    expect(delay({ until: AT + 1 })).toBe(1);
  });

  test('polls stretch as the call budget of the WABA runs out, looks after a write do not', () => {
    expect(delay({ cadence: 'hourly', usagePercent: 74 })).toBe(HOUR);
    expect(delay({ cadence: 'hourly', usagePercent: 75 })).toBe(2 * HOUR);
    expect(delay({ cadence: 'hourly', usagePercent: 90 })).toBe(4 * HOUR);
    expect(delay({ cadence: 'hourly', usagePercent: 99, wroteAt: AT })).toBe(5_000);
    expect(delay({ cadence: 'hourly', usagePercent: 99, until: AT + HOUR })).toBe(HOUR);
  });

  test('jitter varies a delay by at most 10 %, and parking does not see it', () => {
    expect(delay({ cadence: 'hourly', jitter: 1 })).toBe(66 * MINUTE);
    expect(delay({ cadence: 'hourly', jitter: -1 })).toBe(54 * MINUTE);
    expect(nextDelay(wait({ cadence: 'daily', jitter: -1 })).unpacedMs).toBe(PARK_FROM);
  });

  test('pace multiplies the delay and divides the age, and parking sees the delay at pace 1', () => {
    expect(nextDelay(wait({ cadence: 'person', since: AT - 7 * DAY * 0.01, pace: 0.01 }))).toEqual({
      delayMs: DAY * 0.01,
      unpacedMs: DAY,
    });
    expect(nextDelay(wait({ cadence: 'daily', until: AT + HOUR, pace: 0.1 })).unpacedMs).toBe(
      10 * HOUR,
    );
  });

  test('any wait is finite, at least 1 ms, and never past an instant to come', () => {
    const instants = fc.integer({ min: AT - 60 * DAY, max: AT + 60 * DAY });
    fc.assert(
      fc.property(
        fc.record({
          cadence: fc.constantFrom<Cadence>(
            'unreadable',
            'activating',
            'name_review',
            'person',
            'steady',
            'hourly',
            'daily',
          ),
          since: instants,
          wroteAt: fc.option(fc.integer({ min: AT - DAY, max: AT })),
          times: fc.nat(1000),
          until: fc.option(instants),
          pace: fc.double({ min: 0.0001, max: 10, noNaN: true }),
          jitter: fc.double({ min: -1, max: 1, noNaN: true }),
          usagePercent: fc.option(fc.nat(120)),
        }),
        (more) => {
          const { delayMs, unpacedMs } = nextDelay(wait(more));
          expect(Number.isSafeInteger(delayMs)).toBe(true);
          expect(delayMs).toBeGreaterThanOrEqual(1);
          expect(delayMs).toBeLessThanOrEqual(Math.ceil(4.4 * DAY * more.pace) + 1);
          expect(unpacedMs).toBeGreaterThanOrEqual(0);
          if (more.until !== null && more.until > AT)
            expect(AT + delayMs).toBeLessThanOrEqual(more.until);
        },
      ),
    );
  });
});

describe('what it costs', () => {
  test('three weeks of name review stay within 230 turns and 500 Actions, probes included', () => {
    for (const jitter of [-1, 0, 1]) {
      const { turns, actions } = threeWeeksOfReview(jitter);
      expect(turns).toBeLessThanOrEqual(230);
      expect(actions).toBeLessThanOrEqual(500);
    }
  });

  test('with no luck from jitter it is about what it says: 180 to 230 turns', () => {
    expect(threeWeeksOfReview(0).turns).toBeGreaterThan(180);
  });
});

/** Turns (an Action each), timers (one each) and probes (an activity, and the turn after it), until Meta decides after 21 days. */
function threeWeeksOfReview(jitter: number): { turns: number; actions: number } {
  const end = AT + 21 * DAY;
  // A new number: its first turn probes at once.
  let [turns, timers, probes] = [1, 0, 1];
  let probedAt = AT;
  for (let at = AT; at < end;) {
    turns += 1;
    const due = probedAt + (at - AT < 3 * DAY ? DAY : 3 * DAY);
    if (at >= due) {
      probes += 1;
      probedAt = at;
      continue;
    }
    timers += 1;
    at += nextDelay(wait({ cadence: 'name_review', at, since: AT, until: due, jitter })).delayMs;
  }
  return { turns, actions: turns + timers + probes };
}
