import type { TemplateProblem } from './template-object.js';

/** A problem of the template or of the binding, and not of one value. */
export const problemOf = (code: TemplateProblem['code'], message: string): TemplateProblem => ({
  code,
  parameter: null,
  message,
});
