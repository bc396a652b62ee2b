import { presentExplanation } from '../messaging/present-diagnosis.js';
import type { Explanation } from '../onboarding/explanation.js';
import type { Cause } from '../onboarding/memory.js';
import type { OutgoingEvent } from './append.js';
import type { NumberRow } from './tables.js';

/** What every event about a number says of it. */
export interface EventSubject extends Pick<
  NumberRow,
  'id' | 'account_id' | 'phone_number_id' | 'waba_id' | 'external_id'
> {
  /** As it stands when the event happens. */
  readonly explanation: Explanation;
}

/** What happened, as the timeline tells it too. */
export interface Change {
  readonly kind: string;
  readonly sentence: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** One event about a number: `data.number` has the same shape in all of them. Types: design/api.md §5. */
export function numberEvent(
  subject: EventSubject,
  type: `number.${string}`,
  {
    at,
    occurredAt = at,
    cause,
    change,
    previous,
  }: {
    readonly at: number;
    readonly occurredAt?: number;
    readonly cause: Cause;
    readonly change?: Change;
    readonly previous?: Readonly<Record<string, unknown>>;
  },
): OutgoingEvent {
  return {
    accountId: subject.account_id,
    numberId: subject.id,
    type,
    at,
    data: {
      number: {
        id: subject.phone_number_id,
        waba_id: subject.waba_id,
        external_id: subject.external_id,
        onboarding: presentExplanation(subject.explanation),
      },
      ...(change === undefined
        ? {}
        : { change: { ...change, occurred_at: new Date(occurredAt).toISOString() } }),
      ...(previous === undefined ? {} : { previous }),
    },
    cause: {
      kind: cause.kind,
      author: { actor: cause.actor, requestId: cause.requestId },
    },
  };
}
