import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';

/** A turn is reads and one transaction: its own retries bring it through a restart of Postgres, for as long as that takes.
 * Its heartbeat lets a worker that died be noticed soon. */
const TURN = {
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
} as const;

/** A write is never repeated blindly: the turn after it reads what came of it. Ten seconds for Meta, the rest for Postgres. */
const WRITE = { startToCloseTimeout: '1 minute', retry: { maximumAttempts: 1 } } as const;

/** Meta may take a minute to register; a worker that died is noticed by its missing heartbeat. */
const SLOW_WRITE = {
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '20 seconds',
  retry: { maximumAttempts: 1 },
} as const;

export type Priority = 1 | 4;

/** The activities of one step, with what Temporal Web shows beside them. */
export const activitiesFor = (summary: string, priorityKey: Priority) => {
  const shown = { summary, priority: { priorityKey } };
  const { turn } = proxyActivities<Activities>({ ...TURN, ...shown });
  const { register, deregister } = proxyActivities<Activities>({ ...SLOW_WRITE, ...shown });
  const {
    subscribe,
    setOverride,
    requestCode,
    verifyCode,
    replacePin,
    setDisplayName,
    clearOverride,
    unsubscribe,
  } = proxyActivities<Activities>({ ...WRITE, ...shown });
  return {
    turn,
    register,
    deregister,
    subscribe,
    setOverride,
    requestCode,
    verifyCode,
    replacePin,
    setDisplayName,
    clearOverride,
    unsubscribe,
  };
};
