import { sql } from 'kysely';
import { signupViews } from '../../store/embedded-signups.js';
import type { EmbeddedSignupRow, SignupState } from '../../store/tables.js';
import { requireScope, type Actor } from '../actor.js';
import type { Dependencies } from '../dependencies.js';
import { Problem } from '../problem.js';

/** Which sign-ups are wanted, and where the page before ended. */
export interface SignupPage {
  readonly state: SignupState | undefined;
  readonly wabaId: string | undefined;
  readonly after: { readonly at: Date; readonly id: string } | null;
  readonly limit: number;
}

/** Sign-ups, newest first. @throws Problem `insufficient_scope` */
export async function listSignups(
  actor: Actor,
  { state, wabaId, after, limit }: SignupPage,
  { db }: Pick<Dependencies, 'db'>,
): Promise<EmbeddedSignupRow[]> {
  requireScope(actor, 'read');
  let query = signupViews(db, actor.readsAccountId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  if (state !== undefined) query = query.where('state', '=', state);
  if (wabaId !== undefined) query = query.where('waba_id', '=', wabaId);
  if (after !== null)
    query = query.where(sql<boolean>`(created_at, id) < (${after.at}, ${after.id}::uuid)`);
  return query.execute();
}

/** One sign-up. @throws Problem `insufficient_scope`, `not_found` (also for another account's) */
export async function readSignup(
  actor: Actor,
  id: string,
  { db }: Pick<Dependencies, 'db'>,
): Promise<EmbeddedSignupRow> {
  requireScope(actor, 'read');
  const signup = await signupViews(db, actor.readsAccountId)
    .where(sql<string>`id::text`, '=', id.toLowerCase())
    .executeTakeFirst();
  if (signup === undefined) throw new Problem('not_found', 'There is no such sign-up.');
  return signup;
}
