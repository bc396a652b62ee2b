import type { Tone } from './notice.js';

/** One figure, large, with its name and how to read it. */
export const Tile = ({
  name,
  value,
  hint,
  tone = 'neutral',
}: {
  name: string;
  value: string;
  hint?: string;
  tone?: Tone;
}) => (
  <div class={`tile ${tone}`}>
    <span class="tile-name">{name}</span>
    <strong>{value}</strong>
    {hint !== undefined && <small>{hint}</small>}
  </div>
);
