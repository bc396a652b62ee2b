import { SECOND } from '../state/clock.js';

/** A status that Meta tells of a message, so long after it was sent, ms of the simulated clock. */
export interface FateStep {
  readonly status: 'sent' | 'delivered' | 'read' | 'played' | 'failed';
  readonly after_ms: number;
  /** With `failed`. */
  readonly code?: number;
}

/** What becomes of messages to recipients whose digits end so. Source: simulator.md §3. */
export interface Fate {
  /** Empty: everybody else. */
  readonly digits: string;
  /** For the page. */
  readonly what: string;
  readonly steps: readonly FateStep[];
  /** What the answer to the send calls it. @default accepted */
  readonly message_status?: 'held_for_quality_assessment' | 'paused';
  /** The answer never arrives; `never_sent`: and neither does the message. */
  readonly reply?: 'lost' | 'never_sent';
  /** Refused with this code so often before it is taken. */
  readonly refused?: { readonly code: number; readonly times: number };
}

const SENT = { status: 'sent', after_ms: 0.2 * SECOND } as const;
const DELIVERED = { status: 'delivered', after_ms: 0.6 * SECOND } as const;
const READ = { status: 'read', after_ms: 1.5 * SECOND } as const;

const fails = (code: number, what: string): Fate => ({
  digits: String(code),
  what: `failed later with ${code}: ${what}`,
  steps: [{ status: 'failed', after_ms: 0.5 * SECOND, code }],
});
const refusedTwice = (code: number): Fate => ({
  digits: String(code),
  what: `refused twice with ${code}, then as usual`,
  steps: [SENT, DELIVERED, READ],
  refused: { code, times: 2 },
});

/** By the last digits of the recipient; the first row that fits decides. */
export const fates: readonly Fate[] = [
  fails(131026, 'not on WhatsApp'),
  fails(130472, 'part of an experiment'),
  fails(130497, 'restricted in this country'),
  fails(131031, 'the account is locked'),
  fails(131042, 'a payment issue'),
  fails(131047, 'more than 24 hours since the last reply'),
  fails(131049, 'withheld for a healthy ecosystem'),
  fails(131050, 'opted out of marketing'),
  fails(131053, 'the media link does not answer'),
  {
    digits: '132015',
    what: 'held for quality assessment, then dropped with 132015, as with a template that Meta paused meanwhile; here only this message meets that, its template stays as it is',
    steps: [{ status: 'failed', after_ms: SECOND, code: 132015 }],
    message_status: 'held_for_quality_assessment',
  },
  refusedTwice(130429),
  refusedTwice(131000),
  refusedTwice(131016),
  refusedTwice(131056),
  refusedTwice(80008),
  { digits: '000', what: 'delivered, unread for ever', steps: [SENT, DELIVERED] },
  { digits: '001', what: 'sent, never delivered', steps: [SENT] },
  {
    digits: '002',
    what: 'read at once: delivered is skipped',
    steps: [SENT, { status: 'read', after_ms: 0.6 * SECOND }],
  },
  {
    digits: '003',
    what: 'delivered, and failed with 131026 all the same',
    steps: [SENT, DELIVERED, { status: 'failed', after_ms: SECOND, code: 131026 }],
  },
  {
    digits: '004',
    what: 'the answer to the send is lost; the message arrives',
    steps: [SENT, DELIVERED, READ],
    reply: 'lost',
  },
  {
    digits: '005',
    what: 'the answer is lost, and so is the message',
    steps: [],
    reply: 'never_sent',
  },
  {
    digits: '006',
    what: 'held for quality assessment, then released',
    steps: [SENT, DELIVERED, READ].map((step) => ({ ...step, after_ms: step.after_ms + SECOND })),
    message_status: 'held_for_quality_assessment',
  },
  {
    digits: '007',
    what: 'delivery paused, then released',
    steps: [SENT, DELIVERED, READ].map((step) => ({ ...step, after_ms: step.after_ms + SECOND })),
    message_status: 'paused',
  },
];

/** Everybody else. */
export const usualFate: Fate = {
  digits: '',
  what: 'sent, delivered and read',
  steps: [SENT, DELIVERED, READ],
};

/** The fate of a message to this phone number or user id. */
export const fateOf = (recipient: string): Fate => {
  const digits = recipient.replace(/\D/g, '');
  return fates.find((fate) => digits.endsWith(fate.digits)) ?? usualFate;
};
