/** How many bytes of requests under way may be held at once. */
export interface Room {
  /** False, and nothing taken, where it would be too many. */
  reserve(bytes: number): boolean;
  release(bytes: number): void;
  readonly taken: number;
}

/** Room for so many bytes: what is beyond it is refused at once, and memory stays bounded whatever Postgres does. */
export function createRoom(size: number): Room {
  let taken = 0;
  return {
    reserve(bytes) {
      if (taken + bytes > size) return false;
      taken += bytes;
      return true;
    },
    release(bytes) {
      taken -= bytes;
    },
    get taken() {
      return taken;
    },
  };
}
