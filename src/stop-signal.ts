/** Ctrl-C, and what process managers send. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

// Under `npm run` one Ctrl-C arrives twice: from the terminal and passed on by npm.
const SAME_PRESS_MS = 1000;

/** Somebody's wish that this process ends. */
export interface StopSignal {
  /** Aborted at the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** Resolves when the first one has come. */
  readonly requested: Promise<void>;
  /** Gives the signals back to Node. */
  readonly release: () => void;
}

/** Takes over SIGINT and SIGTERM: the first asks to stop in order, a second one ends the process at once. */
export function listenForStop(): StopSignal {
  const stop = new AbortController();
  let requestedAt = 0;

  const onSignal = (): void => {
    if (stop.signal.aborted) {
      if (performance.now() - requestedAt > SAME_PRESS_MS) process.exit(1);
      return;
    }
    requestedAt = performance.now();
    stop.abort();
  };
  for (const name of SIGNALS) process.on(name, onSignal);

  return {
    signal: stop.signal,
    requested: new Promise((resolve) => {
      stop.signal.addEventListener('abort', () => resolve(), { once: true });
    }),
    release: () => {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}
