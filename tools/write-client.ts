import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientDocument, fingerprint } from './client-document.js';

const OUTPUT = 'src/client/schema.ts';
const GENERATOR = 'tools/openapi-client/node_modules/openapi-typescript/bin/cli.js';

const folder = mkdtempSync(join(tmpdir(), 'openapi-client-'));
try {
  const document = clientDocument();
  const input = join(folder, 'openapi.json');
  const output = join(folder, 'schema.ts');
  writeFileSync(input, document);
  execFileSync(process.execPath, [GENERATOR, input, '-o', output, '--default-non-nullable=false'], {
    stdio: 'inherit',
  });
  writeFileSync(OUTPUT, `${fingerprint(document)}\n${readFileSync(output, 'utf8')}`);
  execFileSync(process.execPath, ['node_modules/prettier/bin/prettier.cjs', '--write', OUTPUT]);
} finally {
  rmSync(folder, { recursive: true });
}
