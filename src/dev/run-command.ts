import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const KEPT_LINES = 15;

/** A command that runs to its end. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  readonly timeoutMs?: number;
  /** Called with every line of output, of both streams. */
  readonly onLine?: (line: string) => void;
}

/**
 * Runs a command to its end and returns its whole output, both streams mixed as they came.
 *
 * @throws Error with its last lines when it cannot be started, fails or takes too long
 */
export async function runCommand(options: Command): Promise<string> {
  const { command, args, onLine, timeoutMs, ...spawnOptions } = options;
  const child = spawn(command, args, {
    ...spawnOptions,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(timeoutMs !== undefined && { timeout: timeoutMs, killSignal: 'SIGKILL' as const }),
  });

  const lines: string[] = [];
  const keep = (line: string): void => {
    lines.push(line);
    onLine?.(line);
  };
  createInterface({ input: child.stdout }).on('line', keep);
  createInterface({ input: child.stderr }).on('line', keep);

  // A build of minutes must not go on when nobody waits for it any more.
  const endWithUs = (): void => void child.kill('SIGINT');
  process.once('exit', endWithUs);

  const ending = await new Promise<string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) =>
      resolve(code === 0 ? null : `ended with ${signal ?? code}`),
    );
  });
  process.off('exit', endWithUs);
  if (ending === null) return lines.join('\n');

  throw new Error([`${command} ${ending}`, ...lines.slice(-KEPT_LINES)].join('\n'));
}
