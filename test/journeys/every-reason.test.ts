import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { REASON_CODES } from '../../src/onboarding/reasons.js';
import { scenarios } from '../../src/simulator/scenarios/index.js';

/**
 * Every reason is reached by some journey and every scenario is walked by one. Read from the journeys' own source: a journey that names a
 * reason waits for it, and fails where it does not come.
 */

const journeys = async (): Promise<string> => {
  const folder = import.meta.dirname;
  const files = (await readdir(folder)).filter(
    (file) => file.endsWith('.test.ts') && file !== path.basename(import.meta.filename),
  );
  return (await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')))).join();
};

test('every reason is reached by a journey', async () => {
  const source = await journeys();
  const isReached = (reason: string): boolean =>
    new RegExp(`(?:untilReason\\(|isReason\\(number, |reason(?: ===|:) )'${reason}'`).test(source);

  const missing = REASON_CODES.filter((reason) => !isReached(reason));

  expect(missing).toEqual([]);
});

test('every scenario of the simulator is walked by a journey', async () => {
  const source = await journeys();

  const missing = scenarios.map(({ name }) => name).filter((name) => !source.includes(`'${name}'`));

  expect(missing).toEqual([]);
});
