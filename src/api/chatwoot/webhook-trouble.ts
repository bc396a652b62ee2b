import type { NumberView } from '../../store/number-views.js';
import { presentCallback } from '../present/callback.js';

/**
 * Why messages do not reach us, or not where the card of Chatwoot expects them, although somebody just had the webhooks repaired; null where
 * they do. Meta's words where it refused one of our calls, else what the condition says.
 */
export function whatIsStillWrong(
  number: NumberView,
  { publicUrl }: { readonly publicUrl: string },
): string | null {
  const effective = number.conditions.find(({ type }) => type === 'webhooks_effective');
  const { ok } = presentCallback(number, publicUrl);
  if (effective?.status !== 'not_met' && ok !== false) return null;
  const { subscribe, override } = number.memory;
  const refused = [subscribe, override].find((write) => write?.outcome === 'refused');
  if (refused?.refusal?.message) return refused.refusal.message;
  return effective?.status === 'not_met' ? effective.message : 'Meta shows another callback.';
}
