#!/usr/bin/env node
import { Command } from 'commander';
import { useDevEnvironment } from './cli/dev-environment.js';
import { devCommand } from './cli/dev.js';
import { doctorCommand } from './cli/doctor.js';
import { failureText } from './cli/failure-text.js';
import { keysCommand } from './cli/keys.js';
import { migrateCommand } from './cli/migrate.js';
import { serverCommand } from './cli/server.js';
import { simulatorCommand } from './cli/simulator.js';
import { workerCommand } from './cli/worker.js';
import { version } from './version.js';

const program = new Command('onboard-number')
  .description(
    'Takes a WhatsApp Cloud API phone number from "added" to "live and receiving", and keeps it live.',
  )
  .version(version)
  .addHelpText(
    'after',
    `
Settings are environment variables; .env.example lists them all. To try everything out on this machine:

  $ onboard-number dev`,
  );

for (const command of [
  devCommand(),
  serverCommand(),
  workerCommand(),
  migrateCommand(),
  doctorCommand().hook('preAction', () => useDevEnvironment()),
  keysCommand().hook('preAction', () => useDevEnvironment()),
  simulatorCommand(),
]) {
  program.addCommand(command);
}

try {
  await program.parseAsync();
} catch (error) {
  console.error(failureText(error));
  process.exitCode = 1;
}
