import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

const KEPT_LINES = 15;
const DEFAULT_GRACE_MS = 10_000;

// The guard runs the server as its child, in a process group of their own, and holds the reading
// end of a pipe that only we hold open for writing. Two things follow. Ctrl-C in a terminal, which
// signals the terminal's whole group, does not reach the server: we stop it when those who use it
// are done. And when we die, however we die, the pipe ends and the guard stops the server.
const GUARD = `
stop=$1; shift
exec 3<&0
"$@" </dev/null 3<&- & server=$!
(read -r nothing <&3; kill -s "$stop" "$server") 2>/dev/null & watch=$!
exec 3<&- </dev/null
wait "$server"; status=$?
kill "$watch" 2>/dev/null
exit "$status"
`;

/** A server that must not outlive us. */
export interface GuardedCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** What the server takes as the request to end in order. */
  readonly stopSignal: 'INT' | 'TERM';
  /** Gets everything the server prints, appended. */
  readonly logFile?: string | undefined;
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

/** A running server. */
export interface GuardedProcess {
  /** Resolves when the server has ended, for whatever reason. Never rejects. */
  readonly ended: Promise<void>;
  hasEnded(): boolean;
  /** The last lines it printed. */
  lastLines(): string;
  /** Ends the server: in order, or by force after the grace time. Resolves when it has ended. */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Starts a server as a child that ends with us, even when we are killed, and that a terminal's
 * Ctrl-C does not reach. A command that cannot be started shows as one that has ended.
 */
export function startGuarded(command: GuardedCommand): GuardedProcess {
  const child = spawn(
    '/bin/sh',
    ['-c', GUARD, 'guard', command.stopSignal, command.command, ...command.args],
    {
      // The folder we were started in may be closed to another user.
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(command.env && { env: command.env }),
      ...(command.uid !== undefined && { uid: command.uid }),
      ...(command.gid !== undefined && { gid: command.gid }),
    },
  );
  // A pipe whose reader died first is no news: `ended` tells.
  child.stdin.on('error', () => undefined);

  const lines = keepLines(child, command.logFile);
  let over = false;
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      over = true;
      resolve();
    };
    child.once('error', (error) => {
      lines.push(error.message);
      end();
    });
    child.once('close', end);
  });

  return {
    ended,
    hasEnded: () => over,
    lastLines: () => lines.slice(-KEPT_LINES).join('\n'),

    async stop(graceMs = DEFAULT_GRACE_MS) {
      child.stdin.end();
      const force = setTimeout(() => killGroup(child), graceMs);
      await ended;
      clearTimeout(force);
    },
  };
}

function keepLines(child: ChildProcess, logFile: string | undefined): string[] {
  const lines: string[] = [];
  const log = logFile === undefined ? null : createWriteStream(logFile, { flags: 'a' });
  const keep = (line: string): void => {
    lines.push(line);
    if (lines.length > 2 * KEPT_LINES) lines.splice(0, KEPT_LINES);
    log?.write(`${line}\n`);
  };

  for (const stream of [child.stdout, child.stderr])
    if (stream) createInterface({ input: stream }).on('line', keep);
  child.once('close', () => log?.end());
  return lines;
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended in this moment.
  }
}
