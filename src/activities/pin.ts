import { randomInt } from 'node:crypto';

/** Six decimal digits in a row, up or down. */
const RUNS = ['0123456789', '9876543210'];

/** A random PIN of six digits, leading zeros kept, none that a person would guess first. Source: facts/meta.md §2.4. */
export function randomPin(random: () => number = () => randomInt(1_000_000)): string {
  for (;;) {
    const pin = String(random()).padStart(6, '0');
    if (!isTrivial(pin)) return pin;
  }
}

/** One digit repeated, a pattern of two or three, or a run: 000000, 121212, 123123, 123456. */
export const isTrivial = (pin: string): boolean =>
  /^(\d)\1{5}$/.test(pin) ||
  /^(\d\d)\1\1$/.test(pin) ||
  /^(\d{3})\1$/.test(pin) ||
  RUNS.some((run) => run.includes(pin));
