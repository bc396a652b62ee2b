import type { StoredStatus } from '../../store/message-timeline.js';
import type { MessageRow, SendAttempt } from '../../store/tables.js';
import { presentDiagnosis } from '../../messaging/present-diagnosis.js';
import { diagnose, type Failure } from '../../messaging/diagnose.js';

interface Entry {
  readonly kind: string;
  readonly at: Date;
  readonly received_at: Date | null;
  readonly detail: string | null;
  readonly facts: Record<string, unknown>;
}

/** Everything that happened to a message: calls to Meta, then each status with Meta's time, its arrival and the gap to the entry before. */
export function presentMessageTimeline(
  message: MessageRow,
  statuses: readonly StoredStatus[],
  request: Readonly<Record<string, unknown>> | null,
) {
  const entries: Entry[] = [
    {
      kind: 'created',
      at: message.created_at,
      received_at: null,
      detail: null,
      facts: { actor: message.actor, request_id: message.request_id },
    },
    ...message.attempts.map(attemptEntry),
    ...statuses.map(statusEntry),
  ].toSorted((one, other) => secondOf(one) - secondOf(other));
  return {
    id: message.id,
    wamid: message.wamid,
    status: message.status,
    request,
    data: entries.map((entry, index) => {
      const before = entries[index - 1];
      return {
        ...entry,
        at: entry.at.toISOString(),
        received_at: entry.received_at?.toISOString() ?? null,
        gap_s:
          before === undefined
            ? null
            : Math.max(0, entry.at.getTime() - before.at.getTime()) / 1_000,
      };
    }),
  };
}

/** Meta tells whole seconds: within one, what we did came before what Meta said of it. */
const secondOf = ({ at }: Entry): number => Math.floor(at.getTime() / 1_000);

function attemptEntry(attempt: SendAttempt): Entry {
  const { error, failure, retry_in_ms: retryInMs, outcome } = attempt;
  const why =
    error === undefined ? (failure ?? null) : `${error.code} "${error.details ?? error.message}"`;
  const again = retryInMs === undefined ? '' : ` Again after ${retryInMs / 1_000} s.`;
  return {
    kind: `send_${outcome}`,
    at: new Date(attempt.at),
    received_at: new Date(attempt.finished_at),
    detail: why === null ? null : `${why}.${again}`,
    facts: { ...(error && { error, ...diagnosisOf(error) }) },
  };
}

const diagnosisOf = (failure: Failure) =>
  failure.code === null ? {} : { diagnosis: presentDiagnosis(diagnose(failure)) };

/** One of `errors`. Source: facts/meta.md §4.4. */
interface StatusError {
  readonly code?: number;
  readonly title?: string;
  readonly message?: string;
  readonly error_data?: { readonly details?: string };
}

function statusEntry({ status, at, received_at, errors, recipient, pricing }: StoredStatus): Entry {
  const error = (Array.isArray(errors) ? errors[0] : errors) as StatusError | null | undefined;
  const failure = error
    ? { ...error, code: error.code ?? null, details: error.error_data?.details }
    : status === 'failed'
      ? { code: null }
      : null;
  return {
    kind: status,
    at,
    received_at,
    detail: failure && diagnose(failure).meaning,
    facts: {
      recipient,
      ...(errors && { errors }),
      ...(failure && { diagnosis: presentDiagnosis(diagnose(failure)) }),
      ...(pricing && { pricing }),
    },
  };
}
