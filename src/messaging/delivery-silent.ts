/** What is known of how the statuses of a number reach us. */
export interface WebhookStanding {
  /** Is everything set so that they should? Null: not known. */
  readonly isEffective: boolean | null;
  /** Why not, as a sentence; of interest where they do not. */
  readonly problem: string;
  /** Is our app subscribed to the WhatsApp account? Null: not known. */
  readonly isSubscribed: boolean | null;
  /** What Meta calls; null: not known. */
  readonly callback: string | null;
  /** When anything last came for the number, ms, to the minute; null: never. */
  readonly lastAt: number | null;
}

/** What people read of a message that Meta accepted at `acceptedAt`, ms, and of which no status came, though others come sooner. */
export function explainNoStatus(acceptedAt: number, standing: WebhookStanding | null): string {
  const said = 'Meta accepted this message, and no status of it came.';
  if (standing === null) return `${said} Either webhooks do not reach us, or Meta is late.`;
  const { isEffective, problem, isSubscribed, callback, lastAt } = standing;
  const last =
    lastAt === null
      ? 'no webhook ever came for the number'
      : `the last webhook for the number came at ${new Date(lastAt).toISOString()}`;

  if (isEffective === false)
    return `${said} By its settings webhooks do not reach us (${last}): ${problem}`;
  // A webhook since then proves the way; one from before proves nothing of today.
  if (lastAt !== null && lastAt >= acceptedAt)
    return `${said} Webhooks do reach us (${last}), so Meta is late with it, or dropped it without a word.`;
  const known = [
    last,
    {
      true: 'our app is subscribed to the account',
      false: 'our app is not subscribed to the account',
      null: 'whether our app is subscribed is not known',
    }[`${isSubscribed}`],
    callback === null ? 'what Meta calls is not known' : `Meta calls ${callback}`,
  ];
  return `${said} Either webhooks do not reach us, or Meta is late: ${known.join('; ')}. "Repair webhooks" sets both again.`;
}
