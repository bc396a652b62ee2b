import type { Context } from 'hono';
import { problemCatalogue, type ProblemStatus } from '../api/problem-catalogue.js';
import { Problem } from '../operations/problem.js';
import type { Tone } from './components/notice.js';
import type { UiEnv } from './context.js';

/** What became of a press of a button, for the page that is shown after it. */
export interface Outcome {
  readonly tone: Tone;
  readonly text: string;
}

/**
 * Does what a form asks for and shows the page it came from: with what was done, or with the problem's own words. `back` is that page's
 * address, for browsers without scripts.
 */
export async function act(
  c: Context<UiEnv>,
  { back, done }: { readonly back: string; readonly done: string },
  work: () => Promise<string | void>,
  show: (outcome: Outcome, status: 200 | ProblemStatus) => Response | Promise<Response>,
): Promise<Response> {
  try {
    const said = await work();
    if (c.req.header('hx-request') === undefined) return c.redirect(back, 303);
    return await show({ tone: 'good', text: said ?? done }, 200);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return show({ tone: 'bad', text: error.detail }, problemCatalogue[error.code].status);
  }
}
