/** What must be closed at the end, the last one opened first. */
export interface ClosingList {
  /** Puts a part on the list and hands it on. */
  readonly add: <Part>(part: Part, name: string, close: (part: Part) => Promise<void>) => Part;
  /** Closes everything, also where one part fails to. Never rejects. */
  readonly closeAll: () => Promise<void>;
}

/** An empty list; `onClosing` hears of each part before it is closed, `onFailure` of each that failed to. */
export function closingList(
  onClosing: (name: string) => void,
  onFailure: (name: string, error: unknown) => void,
): ClosingList {
  const parts: { readonly name: string; readonly close: () => Promise<void> }[] = [];
  return {
    add(part, name, close) {
      parts.unshift({ name, close: () => close(part) });
      return part;
    },
    async closeAll() {
      for (let next = parts.shift(); next !== undefined; next = parts.shift()) {
        onClosing(next.name);
        await next.close().catch((error: unknown) => onFailure(next.name, error));
      }
    },
  };
}
