import type { z } from '@hono/zod-openapi';
import type { WabaAnnouncements } from '../../operations/waba-announcements.js';
import type { WabaView } from '../../store/wabas.js';
import type { wabaSchema } from '../schemas/waba.js';
import { iso } from './instant.js';
import { presentToken } from './number.js';

/** A WABA as the API shows it: what was last read, and what Meta announced. */
export function presentWaba(
  waba: WabaView,
  { restrictions, ban, maxPhoneNumbers }: WabaAnnouncements,
): z.infer<typeof wabaSchema> {
  const { facts } = waba;
  return {
    id: waba.waba_id,
    account_id: waba.account_id,
    name: waba.name ?? facts?.name ?? null,
    portfolio_id: waba.portfolio_id ?? facts?.portfolioId ?? null,
    account_review_status: facts?.reviewStatus ?? null,
    business_verification_status: facts?.verificationStatus ?? null,
    ownership_type: facts?.ownershipType ?? null,
    funding: facts?.fundingId ?? null,
    messaging_limit: facts?.messagingLimit ?? null,
    max_phone_numbers: maxPhoneNumbers,
    restrictions: restrictions.map(({ type, expiresAt }) => ({ type, expires_at: iso(expiresAt) })),
    ban,
    token: presentToken(waba),
    subscribed: waba.subscription?.subscribed ?? null,
  };
}
