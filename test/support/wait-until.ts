import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';

const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 100;

/** What is awaited, and for how long. */
export interface Wait {
  readonly timeoutMs: number;
  /** Completes "waited for …" in the error. */
  readonly describe: string;
}

/**
 * Asks again and again, quickly at first, until the condition gives something truthy, and returns
 * that. An exception counts as "not yet".
 *
 * @throws Error that says what was awaited and what the condition gave last
 */
export async function waitUntil<T>(
  condition: () => T | Promise<T>,
  { timeoutMs, describe }: Wait,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs;
  let last: { value: T } | { error: unknown };

  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    try {
      const value = await condition();
      if (value) return value;
      last = { value };
    } catch (error) {
      last = { error };
    }

    if (Date.now() >= deadline) break;
    await sleep(pause);
  }

  const seen =
    'error' in last ? `it threw ${inspect(last.error)}` : `last value: ${inspect(last.value)}`;
  throw new Error(`waited ${timeoutMs} ms for ${describe}; ${seen}`, {
    ...('error' in last && { cause: last.error }),
  });
}
