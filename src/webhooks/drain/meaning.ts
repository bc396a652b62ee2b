import type { Memory } from '../../onboarding/memory.js';

/** Events that the outbox may carry for something Meta told. Types: design/api.md §5. */
export type HintEvent =
  | 'number.health_changed'
  | 'number.coexistence_changed'
  | 'number.pin_changed'
  | 'waba.updated'
  | 'waba.restricted'
  | 'template.updated';

/** What the controller remembers of an event until a read shows it. */
export type Remembered = Partial<
  Pick<Memory, 'securityEventAt' | 'nameRejection' | 'disconnection'>
>;

/** What one account event means: a sentence, who is told, and whether a decision may change. The event is a hint, the read that follows is the truth. */
export interface Meaning {
  /** As the timeline and the deliveries list name it. */
  readonly kind: string;
  /** A whole sentence for people. */
  readonly sentence: string;
  readonly facts: Readonly<Record<string, unknown>>;
  /** Null where nobody outside is told. */
  readonly event: HintEvent | null;
  /** Can it change a decision? */
  readonly wakes: boolean;
  readonly memory?: Remembered;
  /** Our app's access to the WABA, where the event is about that. */
  readonly access?: 'withdrawn' | 'granted';
}

/** Meta's `SOME_WORDS` as a person writes them: `some words`. */
export const humanise = (code: string): string => code.replaceAll('_', ' ').toLowerCase();

/** `TIER_2K` → `2K`, `TIER_UNLIMITED` and −1 → `unlimited`. */
export function humaniseLimit(limit: string): string {
  if (limit === '-1') return 'unlimited';
  return limit === 'TIER_NOT_SET'
    ? 'not set'
    : limit.replace(/^TIER_/, '').replace('UNLIMITED', 'unlimited');
}
