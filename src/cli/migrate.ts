import { Command } from 'commander';

/** `onboard-number migrate` */
export const migrateCommand = (): Command =>
  new Command('migrate')
    .description("bring Postgres to this release's schema, and register search attributes")
    .addHelpText('after', '\nSafe to repeat, and to run from several places at once.')
    .action(async () => {
      const { migrateAll } = await import('./migrate-all.js');
      if (!(await migrateAll())) process.exitCode = 1;
    });
