import { Command } from 'commander';

/** `onboard-number dev [--fresh]` */
export const devCommand = (): Command =>
  new Command('dev')
    .description('run everything on this machine, with a simulated Meta and demo numbers')
    .option('--fresh', 'forget what earlier starts kept')
    .addHelpText(
      'after',
      `
DATABASE_URL, TEMPORAL_ADDRESS and GRAPH_API_URL replace the embedded Postgres, Temporal and simulator.
Data is kept in DATA_DIR (.onboard-number); ports are PORT, TEMPORAL_PORT, TEMPORAL_UI_PORT, POSTGRES_PORT,
SIMULATOR_PORT and METRICS_PORT, where 0 takes any free one.`,
    )
    .action(async ({ fresh }: { fresh?: boolean }) => {
      const { runDev } = await import('../dev/index.js');
      await runDev({ fresh: fresh ?? false });
      // A build that was under way when somebody pressed Ctrl-C must not be waited for; it ends with us.
      process.exit();
    });
