import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';

import { findTemporalCli } from '../../src/dev/temporal-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const NOBODY_THERE = 'http://127.0.0.1:1';

let folder: string;
let lines: string[];

beforeEach(async () => {
  folder = await tempFolder();
  lines = [];
});

/** A machine whose PATH holds only what the test puts there. */
const find = (options: { explicitPath?: string; downloads?: string } = {}): Promise<string> =>
  findTemporalCli({
    searchPath: path.join(folder, 'bin'),
    cache: path.join(folder, 'cache'),
    downloads: NOBODY_THERE,
    report: (line) => lines.push(line),
    ...options,
  });

async function executable(file: string, script = 'exit 0'): Promise<string> {
  const full = path.join(folder, file);
  await mkdir(path.dirname(full), { recursive: true });
  await writeFile(full, `#!/bin/sh\n${script}\n`);
  await chmod(full, 0o755);
  return full;
}

/** Answers like Go, and logs every build. */
const fakeGo = (version = 'go1.26.1', build = 'printf "#!/bin/sh\\n" > "$GOBIN/temporal"') =>
  executable(
    'bin/go',
    `if [ "$1" = env ]; then echo ${version}; exit 0; fi
    echo "$CGO_ENABLED $*" >> ${folder}/builds
    ${build} && /bin/chmod +x "$GOBIN/temporal"`,
  );

async function downloadHost(): Promise<string> {
  await executable('archive/temporal-name', 'echo downloaded');
  const archive = execFileSync('tar', ['-czf', '-', '-C', `${folder}/archive`, 'temporal-name']);

  const server = createServer((request, response) => {
    const isInfo = request.url?.startsWith('/cli/default?');
    const info = { archiveUrl: `${host}/archive.tar.gz`, fileToExtract: 'temporal-name' };
    response.end(isInfo ? JSON.stringify(info) : archive);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return host;
}

describe('the order', () => {
  test('the explicit path goes before everything', async () => {
    await executable('bin/temporal');
    const explicitPath = await executable('mine');

    expect(await find({ explicitPath })).toBe(explicitPath);
  });

  test('an unusable explicit path is an error, whatever else there is', async () => {
    await executable('bin/temporal');

    await expect(find({ explicitPath: '/not/there' })).rejects.toThrow(
      'TEMPORAL_CLI_PATH=/not/there is not an executable file.',
    );
  });

  test('PATH goes before the cache', async () => {
    await executable('cache/temporal-cli-1.5.1/temporal');
    const onPath = await executable('bin/temporal');

    expect(await find()).toBe(onPath);
  });

  test('the cache goes before downloading and building', async () => {
    const cached = await executable('cache/temporal-cli-1.5.1/temporal');
    await fakeGo();

    expect(await find()).toBe(cached);
    expect(lines).toEqual([]);
  });

  test('a download goes before a build, and the next search finds it in the cache', async () => {
    await fakeGo();

    const found = await find({ downloads: await downloadHost() });

    expect(await readFile(found, 'utf8')).toContain('downloaded');
    expect(lines).toEqual([expect.stringMatching(/^downloading http.*usually under a minute/)]);
    expect(await find()).toBe(found);
  });
});

describe('building with Go', () => {
  test('builds without C, says how long it takes, and keeps the program', async () => {
    await fakeGo();

    const found = await find();

    expect(found).toBe(path.join(folder, 'cache/temporal-cli-1.5.1/temporal'));
    expect(lines).toEqual([expect.stringContaining('once for this machine (usually 3 minutes)')]);
    expect(await readFile(`${folder}/builds`, 'utf8')).toBe(
      '0 install -v github.com/temporalio/cli/cmd/temporal@v1.5.1\n',
    );
  });

  test('two starts at once build once', async () => {
    await fakeGo('go1.26.1', '/bin/sleep 0.3; printf "#!/bin/sh\\n" > "$GOBIN/temporal"');

    const [first, second] = await Promise.all([find(), find()]);

    expect(first).toBe(second);
    expect((await readFile(`${folder}/builds`, 'utf8')).trim().split('\n')).toHaveLength(1);
    expect(lines).toContainEqual(expect.stringContaining('is getting it already'));
  });

  test('a build that fails leaves nothing behind and shows its last lines', async () => {
    await fakeGo('go1.26.1', 'echo "proxy says no" >&2; exit 1');
    await expect(find()).rejects.toThrow('proxy says no');

    await fakeGo();
    await expect(find()).resolves.toContain('temporal-cli-1.5.1');
  });
});

test('with no way at all the error lists every way and why it was closed', async () => {
  await fakeGo('go1.19.8');

  const error: unknown = await find().catch((reason: unknown) => reason);

  expect((error as Error).message.split('\n')).toEqual([
    "Temporal's dev server was not found on this machine. Ways to get it, and why each failed:",
    '- with internet access it is downloaded: 127.0.0.1:1 cannot be reached',
    '- with Go ≥ 1.25 and the Go module proxy it is built: go1.19.8 is too old',
    '- set TEMPORAL_CLI_PATH to the path of the program.',
  ]);
});
