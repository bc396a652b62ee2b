import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '../src/dev/embedded-postgres.js';

/** The Postgres of `DATABASE_URL`, or an embedded one that is thrown away. Either commits to disk. */
export async function findPostgres(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const configured = process.env['DATABASE_URL'];
  if (configured !== undefined) return { url: configured, close: () => Promise.resolve() };
  const folder = await mkdtemp(path.join(tmpdir(), 'onboard-number-bench-'));
  // Under root, Postgres runs as another user.
  await chmod(folder, 0o755);
  const dataFolder = path.join(folder, 'postgres');
  const { url, close } = await startEmbeddedPostgres({ dataFolder, port: 0, report: () => {} });
  return {
    url,
    async close() {
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
