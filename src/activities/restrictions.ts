import { accountUpdateSchema } from '../graph/payloads.js';
import type { Restriction } from '../onboarding/restrictions.js';
import { lastRestriction } from '../store/account-events.js';
import type { Database } from '../store/database.js';

/** What Meta last said that it does not allow the WABA, where it said until when; without an end only reads tell whether it still holds. */
export async function restrictionsOf(db: Database, wabaId: string): Promise<Restriction[]> {
  const event = accountUpdateSchema.safeParse(await lastRestriction(db, wabaId));
  return (event.data?.restriction_info ?? []).flatMap(({ restriction_type: type, expiration }) =>
    type && expiration ? [{ type, expiresAt: expiration }] : [],
  );
}
