import { toneOfValue, wordsOfValue } from '../values.js';

/** One of Meta's words, in its colour and never by colour alone. */
export const Badge = ({ value }: { value: string | null }) => (
  <span class={`badge ${toneOfValue(value)}`}>{wordsOfValue(value)}</span>
);
