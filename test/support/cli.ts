import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { waitUntil } from './wait-until.js';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** What a command of ours left when it ended. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command of ours while it runs. */
export interface RunningCli {
  readonly child: ChildProcess;
  /** Everything it has said so far. */
  readonly output: () => string;
  /** Resolves when it has ended. */
  readonly ended: Promise<CliResult>;
  /** Waits until its output matches, and returns the match. @throws Error with the output when it ends before */
  readonly says: (pattern: RegExp, timeoutMs: number) => Promise<RegExpExecArray>;
}

type Variables = Readonly<Record<string, string>>;

/**
 * Starts `onboard-number` as a user would, with nothing of our own environment but where programs and caches are. Not through
 * the tsx wrapper: a signal to that one would not be a signal to us.
 */
export function startCli(args: readonly string[], variables: Variables = {}): RunningCli {
  const { PATH, HOME, XDG_CACHE_HOME } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli.ts', ...args], {
    cwd: REPOSITORY,
    env: {
      ...(PATH !== undefined && { PATH }),
      ...(HOME !== undefined && { HOME }),
      ...(XDG_CACHE_HOME !== undefined && { XDG_CACHE_HOME }),
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<CliResult>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  const output = (): string => stdout + stderr;

  return {
    child,
    output,
    ended,
    says: async (pattern, timeoutMs) => {
      let match: RegExpExecArray | null = null;
      await waitUntil(() => (match = pattern.exec(output())) !== null || child.exitCode !== null, {
        timeoutMs,
        describe: `the command to say ${String(pattern)}`,
      }).catch((error: unknown) => {
        throw new Error(`${String(error)}\n${output()}`);
      });
      if (match === null) throw new Error(`The command ended before that:\n${output()}`);
      return match;
    },
  };
}

/** Runs a command of ours to its end. */
export const runCli = (args: readonly string[], variables: Variables = {}): Promise<CliResult> =>
  startCli(args, variables).ended;
