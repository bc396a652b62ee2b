import type { presentAttempt } from '../../api/present/event-endpoint.js';
import { strings } from '../strings.js';
import type { Tone } from './notice.js';
import { Table } from './table.js';
import { Time } from './time.js';

const TONES: Readonly<Record<string, Tone>> = {
  succeeded: 'good',
  pending: 'waiting',
  failed: 'bad',
};

/** What an endpoint was told and what it answered, each with *Resend*. */
export function AttemptTable({
  attempts,
  path,
  now,
  mayResend,
}: {
  attempts: readonly ReturnType<typeof presentAttempt>[];
  /** The endpoint's own address. */
  path: string;
  now: number;
  mayResend: boolean;
}) {
  const words = strings.toYou.one;
  const { event, status, tries, last, at } = words.columns;
  return (
    <Table name={words.attempts} columns={[event, status, tries, last, at, '']}>
      {attempts.map((attempt) => (
        <tr>
          <td>
            <span class="mono">{attempt.type}</span>
            <small class="block mono">{attempt.event_id}</small>
          </td>
          <td>
            <span class={`badge ${TONES[attempt.status] ?? 'neutral'}`}>{attempt.status}</span>
          </td>
          <td>{attempt.attempts}</td>
          <td class="detail">
            {attempt.last_attempt === null
              ? ''
              : `${
                  attempt.last_attempt.status === null
                    ? words.noAnswer
                    : words.http(attempt.last_attempt.status)
                } · ${words.took(attempt.last_attempt.duration_ms)}`}
            {attempt.explanation !== null && (
              <small class="block" dir="auto">
                {attempt.explanation}
              </small>
            )}
          </td>
          <td class="nowrap">
            <Time at={attempt.last_attempt?.at ?? attempt.created_at} now={now} />
            {attempt.next_attempt_at !== null && (
              <small class="block">
                {words.next}: <Time at={attempt.next_attempt_at} now={now} />
              </small>
            )}
          </td>
          <td>
            {mayResend && (
              <form method="post" action={`${path}/attempts/${attempt.id}/resend`}>
                <button class="quiet" type="submit">
                  {words.resend}
                </button>
              </form>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}
