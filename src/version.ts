import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The version of this release, as package.json says; the file is beside `src` and `dist` alike. */
export const version: string = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))).version;
