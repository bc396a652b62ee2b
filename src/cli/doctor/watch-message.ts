import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor } from '../../operations/actor.js';
import { Problem } from '../../operations/problem.js';
import { sendMessage, type SendDependencies } from '../../operations/send-message.js';
import { statusesOf } from '../../store/message-timeline.js';
import { findMessage } from '../../store/messages.js';
import type { MessageRow } from '../../store/tables.js';
import { recipientFields } from './check-recipient.js';
import { concludeMessage } from './conclude-message.js';

/** A message that somebody wants to try. */
export interface TriedMessage {
  readonly phoneNumberId: string;
  /** A phone number as people write it, or a business-scoped user id. */
  readonly to: string;
  readonly country: string | undefined;
  readonly template: string;
  readonly params: Readonly<Record<string, string>>;
}

const LOOK_EVERY_MS = 300;
const OVER: readonly string[] = ['read', 'failed'];

/** Sends one message and says each status as it arrives, with the time since the one before; true where it arrived, or at least was sent. */
export async function watchMessage(
  actor: Actor,
  { phoneNumberId, to, country, template, params }: TriedMessage,
  deps: SendDependencies,
  { waitMs, say }: { readonly waitMs: number; readonly say: (line: string) => void },
): Promise<boolean> {
  let message: MessageRow;
  try {
    message = await sendMessage(
      actor,
      phoneNumberId,
      {
        ...recipientFields(to),
        defaultCountry: country,
        content: { kind: 'key', key: template, params },
        context: { sent_by: 'doctor' },
        idempotencyKey: null,
      },
      deps,
    );
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    say(`fail  send      ${error.detail}`);
    return false;
  }
  say(`      ${message.status.padEnd(9)} ${message.id} ${message.wamid ?? ''}`);

  const told = new Set<string>();
  let before = message.created_at.getTime();
  const until = deps.clock.now() + waitMs;
  for (;;) {
    message = (await findMessage(deps.db, null, message.id)) ?? message;
    for (const { status, at, received_at: received } of await statusesOf(deps.db, message)) {
      if (told.has(status)) continue;
      told.add(status);
      const gap = ((received.getTime() - before) / 1_000).toFixed(1);
      before = received.getTime();
      say(`      ${status.padEnd(9)} +${gap} s, by Meta's clock ${at.toISOString()}`);
    }
    if (OVER.includes(message.status) || deps.clock.now() >= until) break;
    await sleep(LOOK_EVERY_MS);
  }
  const { isWell, lines } = concludeMessage(message, deps.clock.now());
  for (const line of lines) say(line);
  return isWell;
}
