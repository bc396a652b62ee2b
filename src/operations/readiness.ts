import { sql } from 'kysely';
import type { Database } from '../store/database.js';
import { pendingMigrations } from '../store/migrate.js';

/** Rejects, with a sentence that holds no secret, when a part is missing. */
export type Check = () => Promise<void>;

/** How one part is. */
export interface PartState {
  readonly ok: boolean;
  readonly detail: string | null;
}

/** A part that does not answer within this time counts as missing, ms. */
const PATIENCE = 3_000;

/** Asks every part at once; promises an answer for each of them within three seconds. */
export async function checkParts(
  checks: Readonly<Record<string, Check>>,
): Promise<Record<string, PartState>> {
  const states = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await stateOf(check)] as const),
  );
  return Object.fromEntries(states);
}

async function stateOf(check: Check): Promise<PartState> {
  try {
    await within(check());
    return { ok: true, detail: null };
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

/** What the work answers, if it does within three seconds. @throws Error in a sentence where it does not */
export async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`No answer within ${PATIENCE / 1_000} s.`)),
      PATIENCE,
    );
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** `postgres` and `migrations`. */
export const databaseChecks = (db: Database): Record<'postgres' | 'migrations', Check> => ({
  async postgres() {
    try {
      await sql`select 1`.execute(db);
    } catch (cause) {
      // The driver's own words may hold host and user.
      throw new Error('Postgres does not answer.', { cause });
    }
  },
  async migrations() {
    const pending = await pendingMigrations(db).catch((cause: unknown) => {
      throw new Error('The migrations could not be read.', { cause });
    });
    if (pending.length > 0) throw new Error(`Run "onboard-number migrate": ${pending.join(', ')}.`);
  },
});
