import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { ToolSource } from './find-tool.js';
import { runCommand } from './run-command.js';

/** Where the SDK itself downloads its servers from. */
export const TEMPORAL_DOWNLOADS = 'https://temporal.download';

// Long enough for a slow connection's first answer, short enough not to be noticed offline.
const REACHABLE_WITHIN_MS = 3000;

const PLATFORMS: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'darwin' };
const ARCHITECTURES: Partial<Record<NodeJS.Architecture, string>> = {
  x64: 'amd64',
  arm64: 'arm64',
};

interface DownloadInfo {
  readonly archiveUrl: string;
  readonly fileToExtract: string;
}

/**
 * Temporal's own prebuilt program: the same request the SDK's core makes for a `cached-download`.
 * Asked directly, because the SDK would wait long for a host that cannot be reached, and downloads
 * only as a part of starting a server.
 */
export function temporalDownload(
  artifact: 'cli' | 'temporal-test-server',
  file: string,
  host: string = TEMPORAL_DOWNLOADS,
): ToolSource {
  return {
    advice: 'with internet access it is downloaded',

    async unavailable() {
      if (!PLATFORMS[process.platform] || !ARCHITECTURES[process.arch])
        return `no download for ${process.platform} on ${process.arch}`;
      try {
        await fetch(host, { method: 'HEAD', signal: AbortSignal.timeout(REACHABLE_WITHIN_MS) });
        return null;
      } catch {
        return `${new URL(host).host} cannot be reached`;
      }
    },

    async fetchInto(folder, report) {
      const info = await downloadInfo(artifact, host);
      report(`downloading ${info.archiveUrl} (usually under a minute)`);

      const archive = path.join(folder, 'archive');
      await pipeline(await open(info.archiveUrl), createWriteStream(archive));
      await runCommand({ command: 'tar', args: ['-xf', archive, '-C', folder] });
      await rm(archive);

      const extracted = path.join(folder, info.fileToExtract);
      const wanted = path.join(folder, file);
      if (extracted !== wanted) await runCommand({ command: 'mv', args: [extracted, wanted] });
    },
  };
}

async function downloadInfo(artifact: string, host: string): Promise<DownloadInfo> {
  const { version } = createRequire(import.meta.url)('@temporalio/worker/package.json') as {
    version: string;
  };
  const url = new URL(`/${artifact}/default`, host);
  url.search = new URLSearchParams({
    platform: PLATFORMS[process.platform] ?? '',
    arch: ARCHITECTURES[process.arch] ?? '',
    format: 'tar.gz',
    'sdk-name': 'sdk-typescript',
    'sdk-version': version,
  }).toString();

  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.host} answered ${response.status}`);
  return (await response.json()) as DownloadInfo;
}

async function open(url: string): Promise<Readable> {
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`${url} answered ${response.status}`);
  return Readable.fromWeb(response.body);
}
