import { sleep } from '@temporalio/workflow';

const SECOND = 1_000;
const LONGEST = 300 * SECOND;
/** No honest way to live takes more steps without a wait: subscribe, override, code, PIN, register and a repeat of some. */
const STEPS_IN_A_ROW = 15;

/**
 * Keeps a run from turning in circles: a step that broke before it wrote anything (an unreadable key, an unknown activity during a
 * deployment) is followed by a growing pause, and so is an unlikely row of steps without a wait.
 */
export async function breathe(stepsInARow: number, failuresInARow: number): Promise<void> {
  const tooMany = Math.max(stepsInARow - STEPS_IN_A_ROW, 0);
  const doublings = Math.max(failuresInARow, tooMany);
  if (doublings === 0) return;
  const pause = Math.min(SECOND * 2 ** (doublings - 1), LONGEST);
  await sleep(pause, { summary: `pause after ${failuresInARow} failed and ${stepsInARow} steps` });
}
