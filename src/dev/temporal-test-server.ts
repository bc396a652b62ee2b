import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { cacheFolder } from './cache-folder.js';
import { findTool, type ToolSource } from './find-tool.js';
import { withProgress } from './progress.js';
import type { Report } from './report.js';
import { runCommand } from './run-command.js';
import { temporalDownload } from './temporal-download.js';

const VERSION = '1.38.0';
const FILE = 'temporal-test-server';

/** Where to look for the time-skipping test server. */
export interface TemporalTestServerOptions {
  /** `TEMPORAL_TEST_SERVER_PATH`: used or refused, never passed over. */
  readonly explicitPath?: string | undefined;
  readonly report: Report;
  /** Where `mvn` and `java` are looked for. Default: this process's `PATH`. */
  readonly searchPath?: string | undefined;
  /** Default: our cache folder. */
  readonly cache?: string;
  /** Default: Temporal's own. */
  readonly downloads?: string;
}

/**
 * The path of the server on which workflows skip time: the explicit one, the cached one,
 * Temporal's download, or its Java original collected by Maven, whichever comes first.
 *
 * @throws Error that lists the ways to get one
 */
export async function findTemporalTestServer(options: TemporalTestServerOptions): Promise<string> {
  const searchPath = 'searchPath' in options ? options.searchPath : process.env['PATH'];
  const cache = options.cache ?? (await cacheFolder());

  return findTool(
    {
      title: "Temporal's time-skipping test server",
      variable: 'TEMPORAL_TEST_SERVER_PATH',
      explicitPath: options.explicitPath,
      folder: path.join(cache, `temporal-test-server-${VERSION}`),
      file: FILE,
      sources: [
        temporalDownload('temporal-test-server', FILE, options.downloads),
        maven(searchPath),
      ],
    },
    options.report,
  );
}

function maven(searchPath: string | undefined): ToolSource {
  const env = { ...process.env, PATH: searchPath };

  return {
    advice: 'with Java, Maven and a Maven repository it is collected',

    async unavailable() {
      try {
        await runCommand({ command: 'java', args: ['-version'], env });
        await runCommand({ command: 'mvn', args: ['-v'], env });
        return null;
      } catch {
        return 'there is no working java and mvn';
      }
    },

    async fetchInto(folder, report) {
      report("collecting Temporal's test server with Maven, once for this machine (usually 15 s)");
      await writeFile(path.join(folder, 'pom.xml'), POM);

      await withProgress(
        report,
        "collecting Temporal's test server",
        () => 'Maven works',
        () =>
          runCommand({
            command: 'mvn',
            args: ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib'],
            cwd: folder,
            env,
          }),
      );

      await writeFile(path.join(folder, FILE), LAUNCHER);
      await chmod(path.join(folder, FILE), 0o755);
    },
  };
}

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>onboard-number</groupId>
  <artifactId>temporal-test-server</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId>
      <artifactId>temporal-test-server</artifactId>
      <version>${VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-nop</artifactId>
      <version>2.0.17</version>
    </dependency>
  </dependencies>
</project>
`;

// The SDK kills the process it started: without exec the Java machine would survive it. The first
// tier of the compiler alone halves the start, which must not take more than the SDK's 5 s.
const LAUNCHER = `#!/bin/sh
folder=$(cd "$(dirname "$0")" && pwd)
exec java -XX:TieredStopAtLevel=1 -cp "$folder/lib/*" io.temporal.testserver.TestServer "$@"
`;
