/** ISO 8601 in Meta's spelling, `2026-11-20T09:30:00+0000`. Source: facts/meta.md §1.1 (last_onboarded_time). */
export function toGraphTime(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d+Z$/, '+0000');
}
