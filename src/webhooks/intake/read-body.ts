import type { IncomingMessage } from 'node:http';
import type { Room } from './room.js';

/** How a body was read. */
export type BodyRead =
  /** Every byte of it, holding this much room until the caller releases it. */
  | { readonly kind: 'whole'; readonly body: Buffer; readonly held: number }
  /** Longer than the limit, more than there was room for, or not wanted: nothing of it is kept. */
  | { readonly kind: 'too_large' | 'no_room' | 'unwanted' }
  /** The sender went away in the middle. */
  | { readonly kind: 'broken' };

/** What may be read. */
export interface BodyTerms {
  /** Bytes. */
  readonly limit: number;
  readonly room: Room;
  /** False: it is refused anyway. */
  readonly wanted: boolean;
}

/** A refused body is read on for so many times the limit, and dropped: whoever is cut off in the middle of sending sees no answer. */
const PATIENCE = 4;

/** Reads the bytes of a body, and never holds more than the limit of them, with or without a declared length. */
export function readBody(
  request: IncomingMessage,
  { limit, room, wanted }: BodyTerms,
): Promise<BodyRead> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let held = 0;
    let refused: 'too_large' | 'no_room' | 'unwanted' | null = wanted ? null : 'unwanted';
    const drop = (): void => {
      room.release(held);
      held = 0;
      chunks.length = 0;
    };
    const keep = (chunk: Buffer): void => {
      if (length > limit) refused = 'too_large';
      else if (!room.reserve(chunk.length)) refused = 'no_room';
      else {
        held += chunk.length;
        chunks.push(chunk);
        return;
      }
      drop();
    };
    const declared = Number(request.headers['content-length'] ?? 0);
    if (refused === null && declared > limit) refused = 'too_large';

    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (refused === null) keep(chunk);
      if (refused === null || length <= PATIENCE * limit) return;
      request.pause();
      resolve({ kind: refused });
    });
    request.on('end', () => {
      if (refused !== null) return resolve({ kind: refused });
      const [only] = chunks;
      const body = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
      resolve({ kind: 'whole', body, held });
    });
    // After the end this changes nothing; before it, what was read is worth nothing.
    const broken = (): void => {
      if (request.complete) return;
      drop();
      resolve({ kind: 'broken' });
    };
    request.on('error', broken);
    request.on('close', broken);
  });
}
