import type { Outcome } from '../act.js';
import type { Child } from 'hono/jsx';

export type Tone = 'good' | 'waiting' | 'bad' | 'neutral';

/** What just happened; what went wrong is read out at once. */
export const Notice = ({ tone, children }: { tone: Tone; children?: Child }) => (
  <div class={`notice ${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
    {children}
  </div>
);

/**
 * What became of a press of a button. It stands on the page before anything is pressed: only what comes into a region that is there is read
 * out. The page's script brings who stood on a button that is gone here (assets/console.js).
 */
export const Said = ({ outcome }: { outcome: Outcome | undefined }) => (
  <div id="said" aria-live="polite">
    {outcome !== undefined && <Notice tone={outcome.tone}>{outcome.text}</Notice>}
  </div>
);
