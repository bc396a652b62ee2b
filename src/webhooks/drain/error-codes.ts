import type { StatusElement } from './element.js';

/** The codes of Meta's errors in a failed status; empty where it has none, or nothing that can be read as such. */
export function errorCodesOf({ status, raw }: Pick<StatusElement, 'status' | 'raw'>): number[] {
  if (status !== 'failed') return [];
  const { errors } = JSON.parse(raw) as { errors?: unknown };
  return Array.isArray(errors)
    ? errors.map((error: { code?: unknown } | null) => Number(error?.code))
    : [];
}
