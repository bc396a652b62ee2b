const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const;

/** A span of seconds in few characters: "0.4 s", "12 s", "3 min", "2 h". */
export function shortDuration(seconds: number): string {
  const size = Math.abs(seconds);
  const unit = UNITS.find(([, length]) => size >= length);
  if (unit !== undefined) return `${Math.round(seconds / unit[1])} ${unit[0]}`;
  return `${size < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds)} s`;
}
