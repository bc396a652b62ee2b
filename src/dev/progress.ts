import type { Report } from './report.js';

const EVERY_MS = 12_000;
const SECOND = 1000;

/**
 * Reports while long work runs, every 12 s: how long it has taken, and the state it is in.
 * Always stops reporting when the work ends.
 */
export async function withProgress<T>(
  report: Report,
  title: string,
  state: () => string,
  work: () => Promise<T>,
): Promise<T> {
  const startedAt = Date.now();
  const timer = setInterval(() => {
    const seconds = Math.round((Date.now() - startedAt) / SECOND);
    report(`${title}: ${seconds} s, ${state()}`);
  }, EVERY_MS);

  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
