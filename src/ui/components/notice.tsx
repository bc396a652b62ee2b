import type { Child } from 'hono/jsx';

export type Tone = 'good' | 'waiting' | 'bad' | 'neutral';

/** What just happened, read out at once. */
export const Notice = ({ tone, children }: { tone: Tone; children?: Child }) => (
  <div class={`notice ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
    {children}
  </div>
);
