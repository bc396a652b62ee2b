import path from 'node:path';

import { cacheFolder } from './cache-folder.js';
import { findTool, type ToolSource } from './find-tool.js';
import { withProgress } from './progress.js';
import type { Report } from './report.js';
import { runCommand } from './run-command.js';
import { temporalDownload } from './temporal-download.js';

// The last release that `go install` accepts: later ones carry a `replace` directive. Server 1.29.1.
const VERSION = '1.5.1';
const MODULE = `github.com/temporalio/cli/cmd/temporal@v${VERSION}`;

// The module wants Go 1.25; from 1.21 on, Go fetches a newer toolchain by itself.
const LEAST_GO_MINOR = 21;

/** Where to look for the Temporal dev server's program. */
export interface TemporalCliOptions {
  /** `TEMPORAL_CLI_PATH`: used or refused, never passed over. */
  readonly explicitPath?: string | undefined;
  readonly report: Report;
  /** Default: this process's `PATH`. */
  readonly searchPath?: string | undefined;
  /** Default: our cache folder. */
  readonly cache?: string;
  /** Default: Temporal's own. */
  readonly downloads?: string;
}

/**
 * The path of a `temporal` program that can run the dev server: the explicit one, the one on
 * `PATH`, the cached one, Temporal's download, or one built with Go, whichever comes first.
 *
 * @throws Error that lists the ways to get one
 */
export async function findTemporalCli(options: TemporalCliOptions): Promise<string> {
  const searchPath = 'searchPath' in options ? options.searchPath : process.env['PATH'];
  const cache = options.cache ?? (await cacheFolder());

  return findTool(
    {
      title: "Temporal's dev server",
      variable: 'TEMPORAL_CLI_PATH',
      explicitPath: options.explicitPath,
      command: 'temporal',
      searchPath,
      folder: path.join(cache, `temporal-cli-${VERSION}`),
      file: 'temporal',
      sources: [temporalDownload('cli', 'temporal', options.downloads), goInstall(searchPath)],
    },
    options.report,
  );
}

function goInstall(searchPath: string | undefined): ToolSource {
  // The fetch must see the same programs as the search did.
  const env = { ...process.env, PATH: searchPath };

  return {
    advice: 'with Go ≥ 1.25 and the Go module proxy it is built',

    async unavailable() {
      try {
        const version = await runCommand({ command: 'go', args: ['env', 'GOVERSION'], env });
        const minor = Number(/^go1\.(\d+)/.exec(version)?.[1] ?? 0);
        return minor >= LEAST_GO_MINOR ? null : `${version} is too old`;
      } catch {
        return 'there is no working go';
      }
    },

    async fetchInto(folder, report) {
      report(`building Temporal's dev server with Go, once for this machine (usually 3 minutes)`);

      let modules = 0;
      let packages = 0;
      const count = (line: string): void => {
        if (line.startsWith('go: downloading')) modules++;
        else packages++;
      };
      const state = (): string =>
        packages === 0 ? `${modules} modules downloaded` : `${packages} packages compiled`;

      await withProgress(report, "building Temporal's dev server", state, () =>
        runCommand({
          command: 'go',
          args: ['install', '-v', MODULE],
          env: { ...env, CGO_ENABLED: '0', GOBIN: folder },
          onLine: count,
        }),
      );
    },
  };
}
