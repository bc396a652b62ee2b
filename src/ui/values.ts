import type { Tone } from './components/notice.js';
import { strings } from './strings.js';

const GOOD = [
  'APPROVED',
  'CONNECTED',
  'VERIFIED',
  'STANDARD',
  'HIGH',
  'ACTIVE',
  'GREEN',
  'LIVE',
  'AVAILABLE',
];
const WAITING = ['EXPIRED', 'FLAGGED', 'YELLOW', 'LIMITED'];
const BAD = ['RESTRICTED', 'BANNED', 'DISCONNECTED', 'REJECTED', 'DECLINED', 'RED', 'BLOCKED'];

/** The colour of one of Meta's words. Source: design/console.md, "Colours". */
export function toneOfValue(value: string | null): Tone {
  if (value === null) return 'neutral';
  if (GOOD.includes(value)) return 'good';
  if (BAD.includes(value)) return 'bad';
  return WAITING.includes(value) || value.startsWith('PENDING') ? 'waiting' : 'neutral';
}

/** How one of Meta's words is written for people: `PENDING_REVIEW` → "Pending Review", tiers as a number of customers. */
export function wordsOfValue(value: string | null): string {
  if (value === null || value === 'UNKNOWN') return strings.unknown;
  const tier = strings.tiers[value as keyof typeof strings.tiers];
  if (tier !== undefined) return tier;
  const words = strings.values[value as keyof typeof strings.values];
  if (words !== undefined) return words;
  return value
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}
