import type { Waba } from '../state/waba.js';
import type { World } from '../state/world.js';
import { accountListeners, type Audience } from './listeners.js';

/** Sends one account field of a WABA; `time` is in the envelope of account fields only. Source: facts/meta.md §4.3. */
export function announceAccountField(
  world: World,
  waba: Waba,
  { field, value, entryId }: { field: string; value: unknown; entryId?: string | undefined },
  audience: Audience,
): void {
  const time = Math.floor(world.clock.now() / 1_000);
  const payload = {
    object: 'whatsapp_business_account',
    entry: [{ id: entryId ?? waba.id, time, changes: [{ field, value }] }],
  };
  for (const { app, url } of accountListeners(world, waba, field, audience)) {
    world.outbox.send(world, app, url, payload);
  }
}

/** Sends an `account_update`; `PARTNER_*` events carry the partner's portfolio as entry id. Source: facts/meta.md §4.6, §0.4.14. */
export function announceAccountEvent(
  world: World,
  waba: Waba,
  value: Readonly<Record<string, unknown>>,
  audience: Audience,
): void {
  const isPartnerEvent = String(value['event']).startsWith('PARTNER_');
  const filled =
    isPartnerEvent && value['waba_info'] === undefined
      ? { ...value, waba_info: { waba_id: waba.id, owner_business_id: waba.business_id } }
      : value;
  announceAccountField(
    world,
    waba,
    {
      field: 'account_update',
      value: filled,
      entryId: isPartnerEvent ? PARTNER_BUSINESS_ID : undefined,
    },
    audience,
  );
}

/** The business portfolio of the partner whose app this is. */
const PARTNER_BUSINESS_ID = '3000000000000001';
