import { afterEach, expect, test, vi } from 'vitest';

import { withProgress } from '../../src/dev/progress.js';

afterEach(() => {
  vi.useRealTimers();
});

test('long work reports its time and state, and nothing after its end', async () => {
  vi.useFakeTimers();
  const lines: string[] = [];
  const report = (line: string): void => void lines.push(line);
  let finish: (value: string) => void = () => undefined;
  const work = (): Promise<string> => new Promise((resolve) => (finish = resolve));

  const result = withProgress(report, 'building', () => '3 modules downloaded', work);
  vi.advanceTimersByTime(24_000);
  finish('built');

  expect(await result).toBe('built');
  vi.advanceTimersByTime(60_000);
  expect(lines).toEqual([
    'building: 12 s, 3 modules downloaded',
    'building: 24 s, 3 modules downloaded',
  ]);
});
