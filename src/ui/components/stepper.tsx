import { stepsOf } from '../stepper.js';
import type { ShownNumber } from '../../api/schemas/number.js';
import { strings } from '../strings.js';

const words = strings.steps;

/** Verify → Name → Register → Activate → Live. */
export const Stepper = ({ number }: { number: ShownNumber }) => (
  <ol class="stepper" aria-label={words.label}>
    {stepsOf(number).map(({ id, state }) => (
      <li class={state} aria-current={state === 'current' ? 'step' : undefined}>
        <span class="dot" aria-hidden="true" />
        <span>{words[id]}</span>
        <small>{words.states[state]}</small>
      </li>
    ))}
  </ol>
);
