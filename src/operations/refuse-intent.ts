import type { NumberView } from '../store/number-views.js';
import type { IntentRow } from '../store/tables.js';
import { isProblemCode, Problem } from './problem.js';

const MINUTE = 60_000;

/** Throws what an intent was refused for; returns when it was done, or when nobody knows yet whether it was. */
export function refuseIntent({ state, result }: IntentRow, number: NumberView): void {
  switch (state) {
    case 'pending':
    case 'done':
    case 'unknown':
      return;
    case 'refused':
    case 'void': {
      const code = result?.code ?? null;
      throw new Problem(
        // A reason of Meta's that has no problem of its own: its words are in `graph`.
        isProblemCode(code) ? code : 'invalid_request',
        result?.message ?? 'This was refused.',
        {
          onboarding: number.explanation,
          refusal: result?.refusal,
          ...(code === 'too_many_code_tries' ? { retryAfterMs: MINUTE } : {}),
        },
      );
    }
  }
}
