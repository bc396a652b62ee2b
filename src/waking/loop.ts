import type { Channel } from '../store/append.js';
import type { Listener } from '../store/listen.js';

/** Something that works until it is stopped. */
export interface Loop {
  /** Lets what is under way finish. */
  stop(): Promise<void>;
}

/** A loop that can be told that there is work. */
export interface RingableLoop extends Loop {
  /** Begins the next round at once, or as soon as this one ends. */
  ring(): void;
}

export interface LoopOptions {
  readonly listener: Pick<Listener, 'on'>;
  /** A notification on it begins the next round. */
  readonly channel: Channel;
  /** Hears each notification first; null after a reconnect, when some may have been missed. */
  readonly onNotified?: (id: string | null) => void;
  /** One round of work; says how long to wait for the next one, ms, if nobody rings. 0: go on at once. */
  readonly round: (loop: {
    /** Lets what rang so far count for nothing: the pause is kept. */
    readonly forgetRings: () => void;
  }) => Promise<number>;
  /** A round failed; the next one comes after `retryMs`, whoever rang. */
  readonly onError: (error: unknown) => void;
  /** @default 1 s */
  readonly retryMs?: number;
}

const RETRY = 1_000;

/** Works round after round until it is stopped: as soon as something is announced, and by a slow poll, since an announcement may be lost. */
export function startLoop({
  listener,
  channel,
  onNotified = () => {},
  round,
  onError,
  retryMs = RETRY,
}: LoopOptions): RingableLoop {
  let stopped = false;
  let rung = false;
  let endPause: () => void = () => {};
  const ring = (): void => {
    rung = true;
    endPause();
  };
  const stopListening = listener.on(channel, (id) => {
    onNotified(id);
    ring();
  });
  const forgetRings = (): void => {
    rung = false;
  };
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (stopped || rung) return resolve();
      const timer = setTimeout(resolve, ms);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const running = (async () => {
    while (!stopped) {
      forgetRings();
      const wait = await round({ forgetRings }).catch((error: unknown) => {
        onError(error);
        forgetRings();
        return retryMs;
      });
      if (wait > 0) await pause(wait);
    }
  })();

  return {
    ring,
    async stop() {
      stopped = true;
      stopListening();
      endPause();
      await running;
    },
  };
}
