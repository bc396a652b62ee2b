import { execFileSync } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { beforeEach, expect, test } from 'vitest';

import { findTemporalTestServer } from '../../src/dev/temporal-test-server.js';
import { tempFolder } from '../support/temp-folder.js';

let folder: string;

beforeEach(async () => {
  folder = await tempFolder();
  await mkdir(path.join(folder, 'bin'));
});

const find = (explicitPath?: string): Promise<string> =>
  findTemporalTestServer({
    explicitPath,
    searchPath: path.join(folder, 'bin'),
    cache: path.join(folder, 'cache'),
    downloads: 'http://127.0.0.1:1',
    report: () => undefined,
  });

async function executable(name: string, script: string): Promise<void> {
  const file = path.join(folder, 'bin', name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

test('Maven collects it, and the program hands its arguments to java', async () => {
  await executable('java', 'echo "$@"');
  await executable('mvn', '[ "$1" = -v ] || { /bin/grep -q 1.38.0 pom.xml && /bin/mkdir lib; }');

  const found = await find();

  const { PATH: searchPath = '' } = process.env;
  const printed = execFileSync(found, ['7233'], {
    encoding: 'utf8',
    env: { PATH: `${folder}/bin:${searchPath}` },
  });
  expect(printed).toBe(
    `-XX:TieredStopAtLevel=1 -cp ${path.dirname(found)}/lib/* io.temporal.testserver.TestServer 7233\n`,
  );
  expect(await find()).toBe(found);
});

test('an unusable explicit path is an error', async () => {
  await expect(find('/not/there')).rejects.toThrow('TEMPORAL_TEST_SERVER_PATH=/not/there');
});

test('without Java and internet the error lists the ways to get it', async () => {
  await expect(find()).rejects.toThrow(/Java, Maven .*: there is no working java and mvn/);
});
