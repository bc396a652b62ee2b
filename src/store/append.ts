import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Connection } from './database.js';

/** Who is behind a change, as it appears in timeline, audit and events. */
export interface Author {
  /** `Actor` header or key name; null for the controller itself. */
  readonly actor: string | null;
  readonly requestId: string | null;
}

/** One thing that happened, for the timeline. */
export interface Happening {
  readonly numberId: string;
  readonly at: number;
  /** e.g. `stage_changed`, `register`, `code_sent`, `connected`. */
  readonly kind: string;
  /** A whole sentence for people. */
  readonly sentence: string;
  readonly facts?: Record<string, unknown>;
  readonly author?: Author;
  /** Natural key: the same happening reported twice makes one row. */
  readonly sourceKey?: string;
}

/** Adds timeline rows; those whose `sourceKey` is known already are passed over. */
export async function appendTimeline(
  db: Connection,
  happenings: readonly Happening[],
): Promise<void> {
  if (happenings.length === 0) return;
  for (const part of chunks(happenings)) {
    await db
      .insertInto('timeline')
      .values(
        part.map(({ numberId, at, kind, sentence, facts = {}, author, sourceKey }) => ({
          number_id: numberId,
          at: new Date(at),
          kind,
          sentence,
          facts: JSON.stringify(facts),
          actor: author?.actor ?? null,
          request_id: author?.requestId ?? null,
          source_key: sourceKey ?? null,
        })),
      )
      .onConflict((conflict) => conflict.column('source_key').doNothing())
      .execute();
  }
  await notifyEach(
    db,
    'numbers',
    happenings.map(({ numberId }) => numberId),
  );
}

/** An event for the account's own systems; the sequencer numbers it after the commit. Types: design/api.md §5. */
export interface OutgoingEvent {
  readonly accountId: string;
  readonly numberId: string | null;
  readonly type: string;
  readonly at: number;
  readonly data: Record<string, unknown>;
  readonly cause: {
    readonly kind: 'meta_webhook' | 'timer' | 'api' | 'operator';
    readonly author?: Author;
  };
}

/** Writes to the outbox, in the caller's transaction; their order is kept. */
export async function appendEvents(
  db: Connection,
  outgoing: readonly OutgoingEvent[],
): Promise<void> {
  if (outgoing.length === 0) return;
  for (const part of chunks(outgoing)) {
    await db
      .insertInto('events')
      .values(
        part.map(({ accountId, numberId, type, at, data, cause }) => ({
          id: randomUUID(),
          account_id: accountId,
          number_id: numberId,
          type,
          created_at: new Date(at),
          data: JSON.stringify(data),
          cause: JSON.stringify({
            kind: cause.kind,
            actor: cause.author?.actor ?? null,
            request_id: cause.author?.requestId ?? null,
          }),
        })),
      )
      .execute();
  }
  await notify(db, 'events', '');
}

/** Who did what, for the audit log. */
export interface AuditEntry {
  readonly accountId: string | null;
  readonly at: number;
  readonly keyId: string | null;
  readonly actor: string;
  /** e.g. `number.connect`, `number.retry`. */
  readonly action: string;
  /** What it was done to, e.g. `number/106540352242922`. */
  readonly subject: string;
  readonly requestId: string | null;
  readonly details?: Record<string, unknown>;
}

/** Adds one row to the audit log, in the caller's transaction. */
export async function appendAudit(db: Connection, entry: AuditEntry): Promise<void> {
  await db
    .insertInto('audit_log')
    .values({
      account_id: entry.accountId,
      at: new Date(entry.at),
      key_id: entry.keyId,
      actor: entry.actor,
      action: entry.action,
      subject: entry.subject,
      request_id: entry.requestId,
      details: JSON.stringify(entry.details ?? {}),
    })
    .execute();
}

/** The channels of LISTEN/NOTIFY; the payload is an id. */
export const CHANNELS = {
  wakeups: 'wakeups',
  waba_reads: 'waba_reads',
  intents: 'intents',
  numbers: 'numbers',
  messages: 'messages',
  webhooks: 'webhooks',
  sends: 'sends',
  template_syncs: 'template_syncs',
  events: 'events',
  event_deliveries: 'event_deliveries',
} as const;
export type Channel = keyof typeof CHANNELS;

/** Tells listeners after the commit; nobody depends on it, every listener also polls. */
export async function notify(db: Connection, channel: Channel, id: string): Promise<void> {
  await sql`select pg_notify(${CHANNELS[channel]}, ${id})`.execute(db);
}

/** {@link notify} for several ids in one statement; the same one twice is told once. */
export async function notifyEach(
  db: Connection,
  channel: Channel,
  ids: readonly string[],
): Promise<void> {
  await sql`select pg_notify(${CHANNELS[channel]}, id) from unnest(${[...new Set(ids)]}::text[]) as told (id)`.execute(
    db,
  );
}

/** Rows of one statement: Postgres takes 65,535 parameters, a timeline row has eight. */
const ROWS = 5_000;

function* chunks<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += ROWS) yield rows.slice(start, start + ROWS);
}
