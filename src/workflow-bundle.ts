import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the workflows stand: `.ts` in the source tree, `.js` in the built one. */
export function workflowsPath(): string {
  const built = fileURLToPath(new URL('./workflows/index.js', import.meta.url));
  return existsSync(built) ? built : built.replace(/\.js$/, '.ts');
}
