import { z } from 'zod';
import type { Usage } from './outcome.js';

const MINUTE = 60_000;

const shareSchema = z.looseObject({
  call_count: z.number().catch(0),
  total_cputime: z.number().catch(0),
  total_time: z.number().catch(0),
  estimated_time_to_regain_access: z.number().catch(0),
});
const businessUsageSchema = z.record(z.string(), z.array(shareSchema));

/**
 * Reads `x-business-use-case-usage` and `x-app-usage`: percentages of Meta's budgets, and minutes until calls are taken again.
 * They come only after enough calls, and an unreadable header counts as absent. Source: facts/meta.md §1.17.
 */
export function readUsage(headers: Headers): Usage {
  const business = parseHeader(headers.get('x-business-use-case-usage'), businessUsageSchema);
  const app = parseHeader(headers.get('x-app-usage'), shareSchema);
  const shares = [...Object.values(business ?? {}).flat(), ...(app ? [app] : [])];
  if (shares.length === 0) return { percent: null, regainAccessMs: 0 };

  return {
    percent: Math.max(...shares.flatMap((s) => [s.call_count, s.total_cputime, s.total_time])),
    regainAccessMs: Math.max(...shares.map((s) => s.estimated_time_to_regain_access)) * MINUTE,
  };
}

/** The worse of two usages: what a read of several pages reports. */
export function worseUsage(one: Usage, other: Usage): Usage {
  return {
    percent:
      one.percent === null || other.percent === null
        ? (one.percent ?? other.percent)
        : Math.max(one.percent, other.percent),
    regainAccessMs: Math.max(one.regainAccessMs, other.regainAccessMs),
  };
}

function parseHeader<T>(header: string | null, schema: z.ZodType<T>): T | null {
  if (header === null) return null;
  try {
    return schema.safeParse(JSON.parse(header)).data ?? null;
  } catch {
    return null;
  }
}
