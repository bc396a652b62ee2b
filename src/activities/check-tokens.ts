import { claimDueTokens, recordNoTokenAnswer, type DueToken } from '../store/due-tokens.js';
import { owners } from '../store/vault.js';
import { checkToken } from './check-token.js';
import { clockFrom, type Dependencies } from './dependencies.js';
import { heartbeating } from './heartbeating.js';

/** How many tokens one activity looks at, and how many of them at the same time. */
const AT_MOST = 200;
const AT_ONCE = 4;
const MINUTE = 60_000;

/** Looks at every token that is due. True when it stopped before it was through. */
export const makeCheckTokens =
  (deps: Dependencies) =>
  ({ at }: { readonly at: number }): Promise<boolean> =>
    heartbeating(() => checkDueTokens(deps, clockFrom(at)));

/** The same as a plain function: `now` is the domain's clock. */
export async function checkDueTokens(deps: Dependencies, now: () => number): Promise<boolean> {
  for (let checked = 0; checked < AT_MOST; checked += AT_ONCE) {
    const due = await claimDueTokens(deps.db, now(), AT_ONCE);
    if (due.length === 0) return false;
    await Promise.all(due.map((token) => check(deps, token, now())));
  }
  return true;
}

async function check(deps: Dependencies, token: DueToken, at: number): Promise<void> {
  let accessToken: string;
  try {
    accessToken = deps.vault.decrypt(token.encryptedToken, owners.token(token.id));
  } catch (error) {
    await recordNoTokenAnswer(deps.db, {
      digest: token.digest,
      error: error instanceof Error ? error.message : 'the token could not be opened',
      at,
      nextAt: at + 60 * MINUTE * deps.settings.pace,
    });
    return;
  }
  await checkToken(deps, { accessToken, at });
}
