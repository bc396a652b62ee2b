import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const OWNER_ONLY = 0o600;

const secretsSchema = z.object({ ENCRYPTION_KEYS: z.string(), ADMIN_API_KEY: z.string() });

/** What `dev` makes up once and keeps: without the same keys the kept data could not be read. */
export type DevSecrets = Readonly<z.infer<typeof secretsSchema>>;

/** The secrets in the file; made, for its owner's eyes only, where there is none. @throws Error in one sentence for a file of something else */
export async function devSecrets(file: string): Promise<DevSecrets> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) {
    const secrets = {
      ENCRYPTION_KEYS: `dev:${randomBytes(32).toString('base64')}`,
      ADMIN_API_KEY: `dev_${randomBytes(18).toString('base64url')}`,
    };
    await writeFile(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: OWNER_ONLY });
    return secrets;
  }
  try {
    return secretsSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`${file} holds no keys of ours: start with --fresh, or set another DATA_DIR.`, {
      cause: error,
    });
  }
}
