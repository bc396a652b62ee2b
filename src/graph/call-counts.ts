const MINUTE = 60_000;
const SLOTS = 60;

/** Calls of this process on each WABA over the last hour, counted by the minute. */
export interface CallCounts {
  count(wabaId: string, at: number): void;
  lastHour(wabaId: string, at: number): number;
}

interface Hour {
  readonly counts: Uint32Array;
  newestMinute: number;
}

/** Counts in memory only: other processes count their own, and Meta's usage headers tell what all of them used together. */
export function createCallCounts(): CallCounts {
  const hours = new Map<string, Hour>();

  const upTo = (wabaId: string, at: number): Hour | undefined => {
    const hour = hours.get(wabaId);
    const minute = Math.floor(at / MINUTE);
    if (hour === undefined) return undefined;
    if (minute - hour.newestMinute >= SLOTS) {
      hour.counts.fill(0);
      hour.newestMinute = minute;
    }
    while (hour.newestMinute < minute) {
      hour.newestMinute += 1;
      hour.counts[hour.newestMinute % SLOTS] = 0;
    }
    return hour;
  };

  return {
    count(wabaId, at) {
      const hour = upTo(wabaId, at) ?? {
        counts: new Uint32Array(SLOTS),
        newestMinute: Math.floor(at / MINUTE),
      };
      hours.set(wabaId, hour);
      const slot = hour.newestMinute % SLOTS;
      hour.counts[slot] = (hour.counts[slot] ?? 0) + 1;
    },
    lastHour: (wabaId, at) => upTo(wabaId, at)?.counts.reduce((sum, count) => sum + count, 0) ?? 0,
  };
}
