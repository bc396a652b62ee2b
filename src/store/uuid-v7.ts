import { randomFillSync } from 'node:crypto';

/** Random bytes for the next ids: asking the system for each one would cost more than all the rest of it. */
const pool = Buffer.alloc(16 * 256);
let used = pool.length;

/** A UUID of version 7 (RFC 9562): begins with the time, so that rows in their order of making lie together and sort. */
export function uuidV7(at: number): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = pool.subarray(used, used + 16);
  used += 16;
  bytes.writeUIntBE(at, 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The lowest id of this instant: what was made from then on has a higher one. */
export const firstIdAt = (at: number): string => `${timeOf(at)}-7000-8000-000000000000`;

/** How every id of this instant begins. */
export const timeOf = (at: number): string => {
  const hex = Math.trunc(at).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
};
