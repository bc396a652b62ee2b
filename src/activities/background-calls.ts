import { backgroundCallsFrom, isOwnCountHarmless } from '../onboarding/call-budget.js';
import { hasRegisteredNumber } from '../store/call-usage.js';
import type { WabaWithToken } from '../store/onboarding-numbers.js';
import type { Dependencies } from './dependencies.js';

/** The first instant from `at` on at which the WABA may be read without anybody asking, ms. What people ask for needs no leave. */
export async function callsInBackgroundFrom(
  { db, calls }: Pick<Dependencies, 'db' | 'calls'>,
  { waba }: Pick<WabaWithToken, 'waba'>,
  at: number,
): Promise<number> {
  const ownCalls = calls?.lastHour(waba.waba_id, at) ?? 0;
  return backgroundCallsFrom(
    {
      percent: waba.usage_percent,
      readAt: waba.usage_read_at?.getTime() ?? null,
      resumeAt: waba.calls_resume_at?.getTime() ?? null,
      ownCalls,
      hasRegistered: !isOwnCountHarmless(ownCalls) && (await hasRegisteredNumber(db, waba.waba_id)),
    },
    at,
  );
}
