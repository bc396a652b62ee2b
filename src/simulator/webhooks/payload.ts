/** What one POST of Meta's holds. Source: facts/meta.md §4.3. */
export interface WebhookPayload {
  readonly object: 'whatsapp_business_account';
  readonly entry: readonly WebhookEntry[];
}

/** What happened to one WABA; `time` in seconds, on account fields only. */
export interface WebhookEntry {
  readonly id: string;
  readonly time?: number;
  readonly changes: readonly WebhookChange[];
}

export interface WebhookChange {
  readonly field: string;
  readonly value: unknown;
}

/** The statuses in it, as far as it holds any. Source: facts/meta.md §4.4. */
export function statusesOf({ entry }: WebhookPayload): readonly unknown[] {
  const words = entry.flatMap(({ changes }) =>
    changes.flatMap(({ value }) => listOf(value, 'statuses')),
  );
  return words.map((status) => (status as { status?: unknown } | null)?.status);
}

/**
 * Several webhooks in one: entries of the same WABA and instant become one with several changes, and messages or statuses of the same number
 * one change with several elements. All three are legal, and none is guaranteed. Source: facts/meta.md §4.2, "Batching".
 */
export function mergePayloads(payloads: readonly WebhookPayload[]): WebhookPayload {
  const entries: { id: string; time?: number; changes: WebhookChange[] }[] = [];
  for (const { id, time, changes } of payloads.flatMap(({ entry }) => entry)) {
    const known = entries.find((entry) => entry.id === id && entry.time === time);
    if (known === undefined) {
      entries.push({ id, ...(time !== undefined && { time }), changes: [...changes] });
    } else for (const change of changes) addChange(known.changes, change);
  }
  return { object: 'whatsapp_business_account', entry: entries };
}

function addChange(changes: WebhookChange[], change: WebhookChange): void {
  const index = changes.findIndex((known) => isAlike(known, change));
  const known = changes[index];
  if (known === undefined) changes.push(change);
  else changes[index] = { field: known.field, value: joined(known.value, change.value) };
}

/** Elements of one kind of one number. */
const isAlike = (one: WebhookChange, other: WebhookChange): boolean =>
  one.field === 'messages' &&
  other.field === 'messages' &&
  numberOf(one.value) === numberOf(other.value) &&
  (['messages', 'statuses'] as const).some(
    (kind) => listOf(one.value, kind).length > 0 && listOf(other.value, kind).length > 0,
  );

function joined(one: unknown, other: unknown): unknown {
  const lists = ['contacts', 'messages', 'statuses', 'errors'].flatMap((key) => {
    const list = [...listOf(one, key), ...listOf(other, key)];
    return list.length === 0 ? [] : [[key, list] as const];
  });
  return { ...(one as object), ...Object.fromEntries(lists) };
}

const numberOf = (value: unknown): unknown =>
  (value as { metadata?: { phone_number_id?: unknown } } | null)?.metadata?.phone_number_id;

function listOf(value: unknown, key: string): readonly unknown[] {
  const list = (value as Readonly<Record<string, unknown>> | null)?.[key];
  return Array.isArray(list) ? list : [];
}
