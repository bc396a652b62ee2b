/** Another count of parameters, not there, paused, disabled. Source: facts/meta.md §3.3. */
const DRIFTED: readonly number[] = [132000, 132001, 132015, 132016];

/** Does Meta say with this code, at once or in a later status, that a template is not as it was when it was read? */
export const tellsOfTemplateDrift = (code: number | null): boolean =>
  code !== null && DRIFTED.includes(code);
