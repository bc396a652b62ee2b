import type { presentMessage } from '../../api/present/message.js';
import { strings } from '../strings.js';
import { Time } from './time.js';

const STEPS = ['accepted', 'sent', 'delivered', 'read'] as const;

/** How far a message came, as the ticks in WhatsApp say it: a step per status with its time. */
export function Ticks({
  message,
  now,
}: {
  message: ReturnType<typeof presentMessage>;
  now: number;
}) {
  const words = strings.messages.one;
  const at = {
    accepted: message.accepted_at,
    sent: message.sent_at,
    // Who read it got it, whether Meta said so or not.
    delivered: message.delivered_at ?? message.read_at,
    read: message.read_at,
  };
  // What failed goes no further.
  const steps = message.failed_at === null ? STEPS : STEPS.filter((step) => at[step] !== null);
  return (
    <ol class="ticks" aria-live="polite">
      {steps.map((step) => (
        <li class={at[step] === null ? 'open' : `done ${step}`} data-step={step}>
          <span class="tick" aria-hidden="true" />
          <span>
            {words.steps[step]}
            <small>{at[step] === null ? '' : <Time at={at[step]} now={now} />}</small>
          </span>
        </li>
      ))}
      {message.failed_at !== null && (
        <li class="done failed" data-step="failed">
          <span class="tick" aria-hidden="true" />
          <span>
            {words.failed}
            <small>
              <Time at={message.failed_at} now={now} />
            </small>
          </span>
        </li>
      )}
    </ol>
  );
}
