import { defineConfig } from 'vitest/config';

const report: ['json', { outputFile: string }][] = process.env['CI']
  ? [['json', { outputFile: 'test-results/report.json' }]]
  : [];

export default defineConfig({
  test: {
    // Once for the whole run: one Postgres, one Temporal server (test/support/global-setup.ts).
    globalSetup: ['test/support/global-setup.ts'],
    // A process per file, two at a time: what a file leaks dies with it, and two cores stay enough.
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default', ...report],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**', 'test/journeys/**', 'test/faults/**', 'test/browser/**'],
          setupFiles: ['test/support/leaks.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          setupFiles: ['test/support/leaks.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'journeys',
          include: ['test/journeys/**/*.test.ts', 'test/faults/**/*.test.ts'],
          setupFiles: ['test/support/leaks.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          setupFiles: ['test/support/leaks.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
