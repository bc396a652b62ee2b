import type { ShownNumber } from '../api/schemas/number.js';
import { strings } from './strings.js';

/** What an operator sends to the customer whose move it is; plain text, ready to paste. */
export function customerMessage({
  display_phone_number: number,
  id,
  onboarding,
}: ShownNumber): string {
  const link = onboarding.next_actions.find((action) => action.id === 'open_meta')?.href;
  const { greeting, need, todo, where, thanks } = strings.customerMessage;
  return [
    greeting,
    need(number ?? id),
    onboarding.explanation,
    todo(onboarding.action),
    ...(link === undefined ? [] : [where(link)]),
    thanks,
  ].join('\n\n');
}
