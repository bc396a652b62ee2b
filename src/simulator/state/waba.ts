import { CallBudget } from './call-budget.js';
import type { Template } from './template.js';

/** One app listening to one WABA. Source: facts/meta.md §1.10. */
export interface Subscription {
  readonly app_id: string;
  override: Callback | undefined;
  /** What reads show until `until`: an accepted subscribe may be invisible for a while (simulator.md §4, accepted_read_lags). */
  lag:
    | { readonly until: number; readonly previously: 'absent' | Callback | 'no_override' }
    | undefined;
}

/** A webhook URL that overrides the app's. */
export interface Callback {
  readonly url: string;
  readonly verify_token: string;
}

/** A WhatsApp Business Account. Field names are the Graph API's. Source: facts/meta.md §1.13. */
export interface Waba {
  readonly id: string;
  name: string;
  business_id: string;
  /** The app whose token the control side hands out. */
  app_id: string;
  /** The newest token, the one a caller is expected to use. */
  token: string;
  payment_method: boolean;
  verified_business: boolean;
  account_review_status: string;
  business_verification_status: string | undefined;
  ownership_type: string;
  status: string;
  currency: string;
  timezone_id: string;
  country: string;
  whatsapp_business_manager_messaging_limit: string;
  /** Overrides the simulator's budget for this WABA. */
  calls_per_hour: number | undefined;
  templates: Template[];
  readonly number_ids: Set<string>;
  /** By app id. */
  readonly subscriptions: Map<string, Subscription>;
  /** By app id. */
  readonly budgets: Map<string, CallBudget>;
}

/** A WABA with everything a caller left out filled in. */
export function makeWaba(id: string, given: { app_id: string; token: string }): Waba {
  return {
    id,
    name: `Simulated business ${id.slice(-4)}`,
    business_id: `9${id.slice(1)}`,
    app_id: given.app_id,
    token: given.token,
    payment_method: true,
    verified_business: true,
    account_review_status: 'APPROVED',
    business_verification_status: undefined,
    ownership_type: 'CLIENT_OWNED',
    status: 'ACTIVE',
    currency: 'USD',
    timezone_id: '1',
    country: 'US',
    whatsapp_business_manager_messaging_limit: 'TIER_250',
    calls_per_hour: undefined,
    templates: [],
    number_ids: new Set(),
    subscriptions: new Map(),
    budgets: new Map(),
  };
}

/** The budget of one app on this WABA. */
export function budgetOf(waba: Waba, appId: string): CallBudget {
  const known = waba.budgets.get(appId);
  if (known !== undefined) return known;
  const made = new CallBudget();
  waba.budgets.set(appId, made);
  return made;
}
