import { accountUpdateSchema, capabilityUpdateSchema } from '../graph/payloads.js';
import type { Connection } from '../store/database.js';
import { latestAccountEvents } from '../store/latest-account-events.js';

/** What Meta only announces about a WABA and no read shows. Source: facts/meta.md §4.5, §4.6. */
export interface WabaAnnouncements {
  /** Those that hold; without an end until Meta lifts them. */
  readonly restrictions: readonly { readonly type: string; readonly expiresAt: number | null }[];
  /** `DISABLE`, `SCHEDULE_FOR_DISABLE`; null once it is reinstated. */
  readonly ban: string | null;
  /** Null: not announced, or unlimited. */
  readonly maxPhoneNumbers: number | null;
}

const NOTHING: WabaAnnouncements = { restrictions: [], ban: null, maxPhoneNumbers: null };
const KINDS = ['account_restriction', 'disabled_update', 'capability_changed'];

/** What was last announced of these WABAs, as it stands at `at`, ms. What cannot be read counts as not said. */
export async function announcementsOf(
  db: Connection,
  wabaIds: readonly string[],
  at: number,
): Promise<(wabaId: string) => WabaAnnouncements> {
  const known = new Map<string, WabaAnnouncements>();
  for (const { wabaId, kind, value } of await latestAccountEvents(db, wabaIds, KINDS)) {
    const before = known.get(wabaId) ?? NOTHING;
    known.set(wabaId, { ...before, ...read(kind, value, at) });
  }
  return (wabaId) => known.get(wabaId) ?? NOTHING;
}

function read(kind: string, value: unknown, at: number): Partial<WabaAnnouncements> {
  if (kind === 'capability_changed') {
    const { data } = capabilityUpdateSchema.safeParse(value);
    const most = data?.max_phone_numbers_per_business ?? data?.max_phone_numbers_per_waba;
    return { maxPhoneNumbers: /^\d+$/.test(most ?? '') ? Number(most) : null };
  }
  const { data } = accountUpdateSchema.safeParse(value);
  if (kind === 'disabled_update') {
    const state = data?.ban_info?.waba_ban_state ?? null;
    return { ban: state === 'REINSTATE' ? null : state };
  }
  return {
    restrictions: (data?.restriction_info ?? [])
      .map(({ restriction_type: type, expiration }) => ({
        type: type ?? 'not specified',
        expiresAt: expiration ?? null,
      }))
      .filter(({ expiresAt }) => expiresAt === null || expiresAt > at),
  };
}
