import { access, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const json = async (path: string) => JSON.parse(await readFile(new URL(path, root), 'utf8'));

test('what the package exports and runs is what the build makes of a source', async () => {
  const { exports, bin, files, scripts } = await json('package.json');
  const build = await json('tsconfig.build.json');
  expect(build.compilerOptions).toMatchObject({
    rootDir: 'src',
    outDir: 'dist',
    declaration: true,
    noEmit: false,
  });
  expect(files).toContain('dist');
  // The pages of Embedded Signup are served as they are.
  expect(scripts.build).toContain("'src/browser', 'dist/browser'");

  const client = exports['./client'];
  expect(client.types).toBe(client.default.replace(/\.js$/, '.d.ts'));
  const targets: string[] = [client.default, ...Object.values<string>(bin)];
  for (const target of targets) {
    const source = target.replace(/^(\.\/)?dist\//, 'src/').replace(/\.js$/, '.ts');
    await expect(access(new URL(source, root)), target).resolves.toBeUndefined();
  }
  expect(await readFile(new URL('src/cli.ts', root), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
});

test('the client needs nothing that is not installed with it', async () => {
  const { dependencies } = await json('package.json');
  const source = await readFile(new URL('src/client/index.ts', root), 'utf8');
  const packages = [...source.matchAll(/from '([^.'][^']*)'/g)].map(([, name]) => name);
  expect(packages).toEqual(['openapi-fetch']);
  expect(Object.keys(dependencies)).toContain('openapi-fetch');
});
