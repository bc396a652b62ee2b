import type { Hono } from 'hono';
import { z } from 'zod';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import { TOPICS, type Topic } from './hub.js';

const query = z.object({
  topics: z
    .string()
    .default('numbers')
    .transform((text) => text.split(',').filter(isTopic)),
  number: z.string().max(40).optional(),
});

const isTopic = (text: string): text is Topic => (TOPICS as readonly string[]).includes(text);

/** So many events may lie unread before a reader counts as gone; it connects again by itself. */
const UNREAD_LIMIT = 32;
const encoder = new TextEncoder();
const encode = (text: string): Uint8Array => encoder.encode(text);
const HELLO = encode(': connected\n\n');
const BEAT = encode(': beat\n\n');

/** Where pages hear that something changed; they then read again what they may see. Carries no data of anybody. */
export const LIVE_PATH = '/live';

/** `GET /live?topics=numbers,messages&number=…`: server-sent events named `live-change`, whose data is the topics. */
export function registerLiveStream(ui: Hono<UiEnv>, { live }: Pick<ConsoleDependencies, 'live'>) {
  ui.get(LIVE_PATH, (c) => {
    const { topics, number } = query.parse(c.req.query());
    const { readsAccountId: accountId } = c.var.actor;
    let unsubscribe = (): void => {};
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const send = (bytes: Uint8Array): void => {
          if ((controller.desiredSize ?? 0) < -UNREAD_LIMIT) end();
          else controller.enqueue(bytes);
        };
        const end = (): void => {
          unsubscribe();
          try {
            controller.close();
          } catch {
            // It was closed from the other side.
          }
        };
        unsubscribe = live.subscribe({
          topics,
          accountId,
          phoneNumberId: number ?? null,
          changed: (what) => send(encode(`event: live-change\ndata: ${what.join(' ')}\n\n`)),
          beat: () => send(BEAT),
          end,
        });
        controller.enqueue(HELLO);
      },
      cancel: () => unsubscribe(),
    });
    c.header('Content-Type', 'text/event-stream; charset=utf-8');
    c.header('Cache-Control', 'no-store');
    c.header('X-Accel-Buffering', 'no');
    return c.body(body);
  });
}
