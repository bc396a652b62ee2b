import { expect, test } from 'vitest';
import { Watermark } from '../../../src/webhooks/drain/watermark.js';

/** Claims start where the last one ended, and still nothing is ever left behind. */
const quick = { thorough: false };
const SECOND = 1_000;

test('the first claim looks at everything, the next begins behind what was claimed', () => {
  const watermark = new Watermark();
  expect(watermark.next(0, quick)).toEqual({ after: '0', isSweep: true });
  watermark.claimed(['9', '10']);
  expect(watermark.next(1, quick)).toEqual({ after: '10', isSweep: false });
});

test('a sweep comes twice a second, and before every pause', () => {
  const watermark = new Watermark();
  watermark.next(0, quick);
  watermark.claimed(['10']);
  expect(watermark.next(1, { thorough: true })).toEqual({ after: '0', isSweep: true });
  expect(watermark.next(400, quick).isSweep).toBe(false);
  expect(watermark.next(501, quick).isSweep).toBe(true);
});

test('the floor rises only over what has settled, and never over what waits', () => {
  const watermark = new Watermark();
  const sweep = (at: number, lowest: string | null) => {
    const { after } = watermark.next(at, { thorough: true });
    watermark.swept(lowest, at);
    return after;
  };
  sweep(0, null);
  watermark.claimed(['100']);
  // An id below 100 may be given and not committed yet.
  expect(sweep(SECOND, null)).toBe('0');
  expect(sweep(15 * SECOND, null)).toBe('0');
  expect(sweep(30 * SECOND, null)).toBe('0');
  expect(sweep(31 * SECOND, null)).toBe('100');

  watermark.claimed(['200']);
  sweep(46 * SECOND, '150');
  expect(sweep(59 * SECOND, '150')).toBe('100');
});

test('once a minute, and after a reset, the oldest ids count again', () => {
  const watermark = new Watermark();
  const sweep = (at: number) => {
    const { after } = watermark.next(at, { thorough: true });
    watermark.claimed(['100']);
    watermark.swept(null, at);
    return after;
  };
  sweep(0);
  sweep(20 * SECOND);
  sweep(40 * SECOND);
  expect(sweep(41 * SECOND)).toBe('100');
  watermark.reset();
  expect(sweep(42 * SECOND)).toBe('0');
});
