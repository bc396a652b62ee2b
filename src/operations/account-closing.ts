import { Problem } from './problem.js';

/** Nothing is added to an account on its way out. */
export const accountClosing = (id: string): Problem =>
  new Problem('account_closing', `The account ${id} is closed or being closed.`);
