import { heartbeat } from '@temporalio/activity';

const EVERY = 5_000;

/** Runs a long call with a heartbeat, so that a dead worker brings the next read forward. */
export async function heartbeating<T>(call: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => heartbeat(), EVERY);
  try {
    return await call();
  } finally {
    clearInterval(timer);
  }
}
