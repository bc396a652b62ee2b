import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';

/**
 * Where no database is given: the settings of the `dev` that runs on this machine, which keeps them in its DATA_DIR meanwhile. What is set
 * counts before them.
 */
export function useDevEnvironment(environment: NodeJS.ProcessEnv = process.env): void {
  if (environment['DATABASE_URL'] !== undefined) return;
  const file = path.resolve(environment['DATA_DIR'] ?? '.onboard-number', 'dev.env');
  if (!existsSync(file)) return;
  const running = parseEnv(readFileSync(file, 'utf8'));
  for (const [name, value] of Object.entries(running)) environment[name] ??= value ?? '';
}
