import type { AccessToken } from '../state/access-token.js';
import { budgetOf, type Waba } from '../state/waba.js';
import type { World } from '../state/world.js';
import { refusal } from './refusal.js';

/**
 * Counts a management call of this app on this WABA. @throws GraphRefusal 80008 once the hour's budget is used up; refused
 * calls do not count, so that waiting helps. Source: facts/meta.md §1.17.
 */
export function spendCall(world: World, waba: Waba, token: AccessToken, now: number): void {
  // Without a list of the numbers: this is on the way of every call.
  for (const id of waba.number_ids) {
    const number = world.numbers.get(id);
    if (number !== undefined && now < number.added_at + number.behaviour.throttled_ms) {
      throw refusal('too_many_calls');
    }
  }
  const allowed = budgetOf(waba, token.app_id).spend(now, world.callsAllowed(waba));
  if (!allowed) throw refusal('too_many_calls');
}

/** `x-business-use-case-usage` and `x-app-usage`: percentages of the budget, and minutes to wait. Source: facts/meta.md §1.17. */
export function usageHeaders(
  world: World,
  waba: Waba,
  token: AccessToken,
  now: number,
): Record<string, string> {
  const limit = world.callsAllowed(waba);
  const budget = budgetOf(waba, token.app_id);
  const percent = Math.min(100, Math.ceil((budget.used(now) * 100) / limit));
  const time = Math.ceil(percent / 4);
  const wait = budget.minutesUntilRoom(now, limit);
  return {
    'x-business-use-case-usage': `{"${waba.id}":[{"type":"whatsapp_business_management","call_count":${percent},"total_cputime":${time},"total_time":${time},"estimated_time_to_regain_access":${wait}}]}`,
    'x-app-usage': `{"call_count":${Math.ceil(percent / 10)},"total_cputime":${time},"total_time":${time}}`,
  };
}
