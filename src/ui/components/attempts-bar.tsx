import type { ShownNumber } from '../../api/schemas/number.js';
import { strings } from '../strings.js';
import { Time } from './time.js';

const CELL = 18;
const GAP = 3;
const HEIGHT = 12;

/** Attempts used of Meta's ten, those kept for people set apart, and when the next one is free. */
export function AttemptsBar({
  registration,
  now,
}: {
  registration: ShownNumber['onboarding']['registration'];
  now: number;
}) {
  const { used, limit, automatic_limit: automaticLimit } = registration;
  const words = strings.number;
  const said = words.attemptsUsed(used, limit);
  return (
    <div class="attempts">
      <svg
        viewBox={`-1 -1 ${limit * (CELL + GAP)} ${HEIGHT + 2}`}
        role="img"
        aria-label={`${words.attempts}: ${said}`}
      >
        {Array.from({ length: limit }, (_, index) => (
          <rect
            x={index * (CELL + GAP)}
            y="0"
            width={CELL}
            height={HEIGHT}
            rx="2"
            class={`cell ${index < used ? 'used' : ''} ${index >= automaticLimit ? 'reserved' : ''}`}
          />
        ))}
      </svg>
      <span>{said}</span>
      {registration.blocked_until !== null && (
        <span class="muted">
          {words.blockedUntil} <Time at={registration.blocked_until} now={now} />
        </span>
      )}
      {registration.next_slot_at !== null && used >= automaticLimit && (
        <span class="muted">
          {words.nextSlot}: <Time at={registration.next_slot_at} now={now} />
        </span>
      )}
    </div>
  );
}
