import { envelope, messagesValue } from './drain.js';

/** Webhooks of one number, with what must be left of them. */
export interface ManyWebhooks {
  /** As they are sent: with duplicates, and partly out of order. */
  readonly bodies: readonly string[];
  /** `wamid/status`, each once. */
  readonly statuses: readonly string[];
  /** `wamid` of messages from people, each once. */
  readonly messages: readonly string[];
  /** How many different account events there are. */
  readonly accountEvents: number;
}

const STATUSES = ['sent', 'delivered', 'read'] as const;
const NOW_S = Math.floor(Date.now() / 1_000);

/**
 * So many webhooks, one in twenty of them sent twice and one in ten moved to another place: two thirds statuses, a third messages, one in a
 * hundred an account event. The same numbers give the same webhooks.
 */
export function manyWebhooks(
  total: number,
  { phoneNumberId, wabaId }: { phoneNumberId: string; wabaId: string },
): ManyWebhooks {
  const statuses: string[] = [];
  const messages: string[] = [];
  let accountEvents = 0;
  const bodyOf = (nth: number): string => {
    const body = (parts: Record<string, unknown>): string =>
      JSON.stringify(envelope(wabaId, 'messages', messagesValue(phoneNumberId, parts)));
    if (nth % 100 === 99) {
      accountEvents += 1;
      const value = {
        event: 'FLAGGED',
        display_phone_number: '12025550001',
        current_limit: `TIER_${nth}`,
      };
      return JSON.stringify(envelope(wabaId, 'phone_number_quality_update', value, NOW_S + nth));
    }
    if (nth % 3 === 2) {
      const id = `wamid.in.${nth}`;
      messages.push(id);
      return body({
        messages: [
          { id, from: '16505551234', timestamp: String(NOW_S), type: 'text', text: { body: 'hi' } },
        ],
      });
    }
    const status = STATUSES[nth % STATUSES.length];
    const id = `wamid.out.${Math.floor(nth / STATUSES.length)}`;
    statuses.push(`${id}/${status}`);
    return body({
      statuses: [{ id, status, timestamp: String(NOW_S + nth), recipient_id: '16505551234' }],
    });
  };

  const random = seeded(20_261_120);
  const different = Math.round(total / 1.05);
  const bodies = Array.from({ length: different }, (_, nth) => bodyOf(nth));
  while (bodies.length < total) {
    const again = bodies[Math.floor(random() * different)] ?? '';
    bodies.splice(Math.floor(random() * bodies.length), 0, again);
  }
  for (let moved = 0; moved < total / 10; moved++) {
    const [body = ''] = bodies.splice(Math.floor(random() * total), 1);
    bodies.splice(Math.floor(random() * total), 0, body);
  }
  return { bodies, statuses, messages, accountEvents };
}

/** Numbers in [0, 1), the same ones for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
