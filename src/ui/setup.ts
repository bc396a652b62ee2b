import { checkParts, databaseChecks } from '../operations/readiness.js';
import { listApiKeyRows } from '../store/api-keys.js';
import type { ConsoleDependencies } from './context.js';
import { strings } from './strings.js';

/** One line of the set-up: whether it is there, and what to do where it is not. */
export interface SetupLine {
  readonly title: string;
  readonly isFine: boolean;
  readonly detail: string;
}

const { parts: titles, is: words } = strings.setup;

/** Everything that an installation stands on, in the order in which it is set up. Tells no value of a secret. */
export async function setupLines(deps: ConsoleDependencies): Promise<SetupLine[]> {
  const { configured, publicUrl } = deps;
  const states = await checkParts({ ...databaseChecks(deps.db), ...deps.checks });
  const isPublic = publicUrl.startsWith('https://') || deps.allowInsecureUrls;
  const hasKey =
    deps.adminApiKey !== undefined ||
    (states['postgres']?.ok === true &&
      (await listApiKeyRows(deps.db, null, { limit: 1 })).length > 0);
  return [
    ...Object.entries(states).map(([name, { ok, detail }]) => ({
      title: titles[name as keyof typeof titles] ?? name,
      isFine: ok,
      detail: detail ?? (name === 'migrations' ? words.schema : words.part),
    })),
    {
      title: titles.encryption_keys,
      isFine: configured.encryptionKeys > 0,
      detail: words.keys(configured.encryptionKeys),
    },
    {
      title: titles.public_url,
      isFine: isPublic,
      detail: isPublic ? words.publicUrl(publicUrl) : words.noPublicUrl(publicUrl),
    },
    {
      title: titles.app_secret,
      isFine: configured.appSecret,
      detail: configured.appSecret ? words.appSecret : words.noAppSecret,
    },
    {
      title: titles.verify_token,
      isFine: configured.verifyToken,
      detail: configured.verifyToken ? words.verifyToken : words.noVerifyToken,
    },
    { title: titles.api_key, isFine: hasKey, detail: hasKey ? words.key : words.noKey },
  ];
}
