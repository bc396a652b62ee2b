import { findFinishedIntent } from '../store/finished-intents.js';
import type { IntentRow } from '../store/tables.js';
import type { Dependencies } from './dependencies.js';

/** Notifications are the fast way; a lost one costs no more than this. */
const LOOK_EVERY = 1_000;

/** Waits until the intent is answered, at most `waitMs` of real time; null when it still is not. */
export async function awaitIntent(
  id: string,
  { db, listener, waitMs }: Pick<Dependencies, 'db' | 'listener' | 'waitMs'>,
): Promise<IntentRow | null> {
  const deadline = performance.now() + waitMs;
  let lookNow = (): void => {};
  const stop = listener.on('intents', (told) => {
    if (told === null || told === id) lookNow();
  });
  try {
    for (;;) {
      // Armed before the look, so that an answer that comes during it is not missed.
      const told = new Promise<void>((resolve) => {
        lookNow = resolve;
      });
      const intent = await findFinishedIntent(db, id);
      if (intent !== undefined) return intent;
      const left = deadline - performance.now();
      if (left <= 0) return null;
      await atMost(told, Math.min(left, LOOK_EVERY));
    }
  } finally {
    stop();
  }
}

async function atMost(event: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([event, timeout]);
  clearTimeout(timer);
}
