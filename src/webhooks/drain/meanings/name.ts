import type { z } from 'zod';
import type { nameUpdateSchema, usernameUpdateSchema } from '../../../graph/payloads.js';
import { rejectionWords } from '../../../onboarding/name-rejection.js';
import { humanise, type Meaning } from '../meaning.js';

/** `phone_number_name_update`: Meta decided on the display name. Source: facts/meta.md §4.5. */
export function meaningOfName(value: z.infer<typeof nameUpdateSchema>, at: number): Meaning {
  const { decision, requested_verified_name: name } = value;
  const reason = value.rejection_reason ?? null;
  const isRejected = decision === 'REJECTED' || decision === 'DECLINED';
  return {
    kind: 'name_decided',
    sentence: sentenceOf(
      decision,
      name ? `the display name "${name}"` : 'the display name',
      reason,
    ),
    facts: { decision, name: name ?? null, rejection_reason: reason },
    // Told on by the turn that this wakes, once Meta shows it: also where the webhook is lost.
    event: null,
    wakes: true,
    ...(isRejected && {
      memory: { nameRejection: { reason: reason ?? 'UNKNOWN', at, ...(name && { name }) } },
    }),
  };
}

function sentenceOf(decision: string, name: string, reason: string | null): string {
  switch (decision) {
    case 'APPROVED':
      return `Meta approved ${name}.`;
    case 'REJECTED':
    case 'DECLINED':
      return `Meta declined ${name}: ${rejectionWords(reason) ?? 'it gives no reason'}.`;
    case 'DEFERRED':
      return `Meta put off its decision on ${name}.`;
    case 'PENDING':
      return `Meta is reviewing ${name}.`;
    default:
      return `Meta's decision on ${name} is "${humanise(decision)}".`;
  }
}

/** `business_username_update`. Source: facts/meta.md §4.5. */
export function meaningOfUsername({
  username,
  status,
}: z.infer<typeof usernameUpdateSchema>): Meaning {
  return {
    kind: 'username_changed',
    sentence: username
      ? `Meta says of the username "${username}": ${humanise(status)}.`
      : `Meta says of the username of this number: ${humanise(status)}.`,
    facts: { username: username ?? null, status },
    event: null,
    wakes: false,
  };
}
