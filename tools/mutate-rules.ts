import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rules } from '../src/onboarding/decide.js';

/**
 * Shows that the tests of the core notice every row: in a copy of the tree each row is removed, then swapped with the one below it, and
 * `test/onboarding` must fail each time. Takes some minutes: `npm run mutate:rules`.
 */
const root = path.resolve(import.meta.dirname, '..');
const copy = mkdtempSync(path.join(tmpdir(), 'onboard-number-mutants-'));

const decide = path.join(copy, 'src/onboarding/decide.ts');

function prepare(): string {
  for (const part of ['src', 'test', 'tools', 'docs', 'package.json', 'tsconfig.json']) {
    cpSync(path.join(root, part), path.join(copy, part), { recursive: true });
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  // No servers are needed for the core.
  writeFileSync(
    path.join(copy, 'vitest.config.ts'),
    "export default { test: { include: ['test/onboarding/**/*.test.ts'], bail: 1 } };\n",
  );
  return readFileSync(decide, 'utf8').replace(
    'export const rules: readonly Rule[] = [',
    'const unmutated: readonly Rule[] = [',
  );
}

/** Are the tests red with this expression in place of the rule list? The table's own tests are asked first: they are quick, and know most. */
function isNoticed(source: string, expression: string): boolean {
  writeFileSync(decide, `${source}\nexport const rules: readonly Rule[] = ${expression};\n`);
  return isRed('test/onboarding/decide.test.ts') || isRed();
}

function isRed(...files: string[]): boolean {
  const { status } = spawnSync('npx', ['vitest', 'run', ...files], {
    cwd: copy,
    stdio: 'ignore',
    env: { ...process.env, PROPERTY_RUNS: '20' },
  });
  return status !== 0;
}

const source = prepare();
const unnoticed: string[] = [];
try {
  if (isNoticed(source, 'unmutated')) throw new Error('the tests fail without any mutation');
  for (const [n, { name }] of rules.entries()) {
    const mutants: [string, string][] = [[`without ${name}`, `unmutated.toSpliced(${n}, 1)`]];
    const below = rules[n + 1];
    if (below !== undefined) {
      mutants.push([
        `${below.name} before ${name}`,
        `unmutated.with(${n}, unmutated[${n + 1}] as Rule).with(${n + 1}, unmutated[${n}] as Rule)`,
      ]);
    }
    for (const [what, expression] of mutants) {
      const noticed = isNoticed(source, expression);
      console.log(`${noticed ? 'noticed  ' : 'UNNOTICED'} ${what}`);
      if (!noticed) unnoticed.push(what);
    }
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(
  unnoticed.length === 0 ? 'every mutation was noticed' : `${unnoticed.length} unnoticed`,
);
process.exitCode = unnoticed.length === 0 ? 0 : 1;
