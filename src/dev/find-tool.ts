import { access, constants, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

import { withFileLock } from './file-lock.js';
import type { Report } from './report.js';

/** One way to get a program that is nowhere on this machine yet. */
export interface ToolSource {
  /** How a person could use this way, for the error that lists them all. */
  readonly advice: string;
  /** Why this way is closed here, null when it is open. Must be quick. */
  unavailable(): Promise<string | null>;
  /** Puts the program, and whatever it needs beside it, into the empty folder. */
  fetchInto(folder: string, report: Report): Promise<void>;
}

/** Which program is wanted, and where it may come from. */
export interface WantedTool {
  /** What a person calls it. */
  readonly title: string;
  /** The variable that names the program's path, and its value where it is set. */
  readonly variable: string;
  readonly explicitPath: string | undefined;
  /** Looked for on `searchPath` when given. */
  readonly command?: string;
  readonly searchPath?: string | undefined;
  /** Where the cached program lies: a folder of its own, and its file name in it. */
  readonly folder: string;
  readonly file: string;
  /** Tried in order. */
  readonly sources: readonly ToolSource[];
}

/**
 * The path of a program: the explicit one, the one on the search path, the cached one, or one
 * fetched into the cache by the first source that works.
 *
 * @throws Error when the explicit path is unusable (nothing else is tried then), or when nothing worked
 */
export async function findTool(tool: WantedTool, report: Report): Promise<string> {
  if (tool.explicitPath) {
    if (await isExecutable(tool.explicitPath)) return path.resolve(tool.explicitPath);
    throw new Error(`${tool.variable}=${tool.explicitPath} is not an executable file.`);
  }

  const found = tool.command && (await findOnPath(tool.command, tool.searchPath ?? ''));
  if (found) return found;

  const cached = path.join(tool.folder, tool.file);
  if (await isExecutable(cached)) return cached;

  await mkdir(path.dirname(tool.folder), { recursive: true });
  const onWait = (holder: number): void =>
    report(`${tool.title}: process ${holder} is getting it already, waiting for that`);

  return withFileLock({ file: `${tool.folder}.lock`, onWait }, async () => {
    if (!(await isExecutable(cached))) await fetchTool(tool, report);
    return cached;
  });
}

async function fetchTool(tool: WantedTool, report: Report): Promise<void> {
  const failures: string[] = [];

  for (const source of tool.sources) {
    const closed = await source.unavailable();
    const failure = closed ?? (await fetchAtomically(tool, source, report));
    if (failure === null) return;
    failures.push(`- ${source.advice}: ${failure}`);
  }

  throw new Error(
    [
      `${tool.title} was not found on this machine. Ways to get it, and why each failed:`,
      ...failures,
      `- set ${tool.variable} to the path of the program.`,
    ].join('\n'),
  );
}

/** Fetches into a temporary folder beside the cached one, so that a half-fetched program is never found. */
async function fetchAtomically(
  tool: WantedTool,
  source: ToolSource,
  report: Report,
): Promise<string | null> {
  const folder = await mkdtemp(`${tool.folder}.`);
  try {
    await source.fetchInto(folder, report);
    if (!(await isExecutable(path.join(folder, tool.file)))) return `${tool.file} did not come out`;

    await rm(tool.folder, { recursive: true, force: true });
    await rename(folder, tool.folder);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The first executable of that name in the folders of a `PATH`, null when there is none. */
export async function findOnPath(command: string, searchPath: string): Promise<string | null> {
  for (const folder of searchPath.split(path.delimiter).filter(Boolean)) {
    const candidate = path.join(folder, command);
    if (await isExecutable(candidate)) return candidate;
  }
  return null;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
