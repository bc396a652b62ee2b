const HOUR = 3_600_000;

/** Free text is allowed for so long after the last message of the person, ms. Source: facts/meta.md §3.3 (131047). */
export const SERVICE_WINDOW = 24 * HOUR;

/** Whether free text may be sent, and until when; times in ms. */
export interface ServiceWindow {
  readonly isOpen: boolean;
  readonly lastInboundAt: number | null;
  readonly closesAt: number | null;
}

/** The window that the person's last message opened. */
export function serviceWindow(lastInboundAt: number | null, at: number): ServiceWindow {
  const closesAt = lastInboundAt === null ? null : lastInboundAt + SERVICE_WINDOW;
  return { isOpen: closesAt !== null && at < closesAt, lastInboundAt, closesAt };
}

/** Why free text is not possible, in a sentence; says how to get past it. */
export function describeClosedWindow({ lastInboundAt, closesAt }: ServiceWindow): string {
  const why =
    lastInboundAt === null || closesAt === null
      ? 'We know of no message from this person'
      : `This person last wrote at ${new Date(lastInboundAt).toISOString()}, so the window closed at ${new Date(closesAt).toISOString()}`;
  return `${why}; free text may be sent for 24 hours after one. Send a template, or "force": true to let Meta decide.`;
}
