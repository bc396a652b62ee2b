import {
  appendEvents,
  appendTimeline,
  type Happening,
  type OutgoingEvent,
} from '../../store/append.js';
import { accountUpdateSchema } from '../../graph/payloads/account-fields.js';
import { accessWithdrawnAt } from '../../store/account-events.js';
import type { Connection } from '../../store/database.js';
import { requestTemplateSyncs } from '../../store/template-syncs.js';
import { doubtPins, type ChangedPin } from '../../store/doubt-pins.js';
import { confirmSignup } from '../../store/embedded-signups.js';
import { requestCoalescedWakes } from '../../store/wakeups.js';
import { askForWabaReads } from '../../store/waba-reads.js';
import { numberEvent } from '../../store/number-event.js';
import {
  lockNumbers,
  patchMemories,
  type LockedNumber,
  type MemoryPatch,
  type WebhookNumber,
} from '../../store/webhook-numbers.js';
import type { Memory } from '../../onboarding/memory.js';
import type { EventElement } from './element.js';
import type { Meaning } from './meaning.js';
import { META_EVENT, WABA_EVENT } from './wake-reasons.js';

/** An account event that was not known before, with the numbers that it concerns. */
export interface RoutedEvent {
  readonly event: EventElement;
  readonly numbers: readonly WebhookNumber[];
}

/** What new account events lead to: a sentence for each number, outbox events, facts for the next decision, wakes, and reads of WABAs. */
export async function applyEvents(
  tx: Connection,
  routed: readonly RoutedEvent[],
  at: number,
): Promise<void> {
  await confirmSignups(tx, routed);
  const concerned = routed.filter(({ numbers }) => numbers.length > 0);
  if (concerned.length === 0) return;
  // Locked for what is remembered, for the wakes that follow, and because an event shows the number as it is.
  const ids = new Set(
    concerned.flatMap(({ event: { meaning }, numbers }) =>
      isAboutNumbers(meaning) ? numbers.map(({ id }) => id) : [],
    ),
  );
  const locked = await lockNumbers(tx, [...ids]);
  await writeMemories(tx, concerned, locked, at);
  await doubtPins(tx, concerned.flatMap(changedPins));
  await appendTimeline(tx, concerned.flatMap(happenings));
  await appendEvents(
    tx,
    concerned.flatMap((one) => outgoing(one, locked, at)),
  );
  await wake(tx, concerned, at);
  await requestTemplateSyncs(tx, [...new Set(concerned.flatMap(wabasWithNewTemplates))], {
    reason: META_EVENT,
    at,
  });
}

/** A sign-up is finished at Meta, whether or not its browser told us. Source: facts/meta.md §6. */
async function confirmSignups(tx: Connection, routed: readonly RoutedEvent[]): Promise<void> {
  for (const { event } of routed) {
    if (event.meaning.access !== 'granted' || event.target.by !== 'waba') continue;
    const { waba_info: info } = accountUpdateSchema.parse(JSON.parse(event.value));
    const businessId = info?.owner_business_id ?? null;
    await confirmSignup(tx, { wabaId: event.target.wabaId, businessId, at: event.at });
  }
}

/** The webhook is a hint, what is read after it is the truth. */
const wabasWithNewTemplates = ({ event, numbers }: RoutedEvent): string[] =>
  event.meaning.event === 'template.updated' ? numbers.map(({ wabaId }) => wabaId) : [];

const isAboutNumbers = ({ wakes, memory, access, event }: Meaning): boolean =>
  wakes || memory !== undefined || access !== undefined || event?.startsWith('number.') === true;

async function writeMemories(
  tx: Connection,
  routed: readonly RoutedEvent[],
  locked: ReadonlyMap<string, LockedNumber>,
  at: number,
): Promise<void> {
  const patches = new Map<string, MemoryPatch>();
  for (const { event, numbers } of routed) {
    const { memory = {}, wakes } = event.meaning;
    if (!wakes && event.meaning.memory === undefined) continue;
    for (const { id } of numbers) {
      const known: Memory = { ...locked.get(id)?.memory, ...patches.get(id)?.keys };
      // Meta's order is not ours: what is older than the fact we have changes nothing.
      const keys = {
        ...(wakes && { hintedAt: at }),
        ...((memory.securityEventAt ?? 0) > (known.securityEventAt ?? 0) && {
          securityEventAt: memory.securityEventAt,
        }),
        ...((memory.nameRejection?.at ?? 0) >= (known.nameRejection?.at ?? 1) && {
          nameRejection: memory.nameRejection,
        }),
        ...((memory.disconnection?.at ?? 0) > (known.disconnection?.at ?? 0) && {
          disconnection: memory.disconnection,
        }),
      } as MemoryPatch['keys'];
      patches.set(id, { numberId: id, keys: { ...patches.get(id)?.keys, ...keys }, forgets: null });
    }
  }
  const access = routed.filter(({ event }) => event.meaning.access !== undefined);
  const withdrawn = await accessWithdrawnAt(tx, [
    ...new Set(access.flatMap(({ numbers }) => numbers.map(({ wabaId }) => wabaId))),
  ]);
  for (const { id, wabaId } of access.flatMap(({ numbers }) => numbers)) {
    const withdrawnAt = withdrawn.get(wabaId) ?? null;
    const keys = patches.get(id)?.keys;
    patches.set(
      id,
      withdrawnAt === null
        ? { numberId: id, keys: { ...keys }, forgets: 'withdrawnAt' }
        : { numberId: id, keys: { ...keys, withdrawnAt }, forgets: null },
    );
  }
  await patchMemories(tx, [...patches.values()]);
}

/** The PIN that we proved is another one now; it stays stored until somebody says better. */
const changedPins = ({ event, numbers }: RoutedEvent): ChangedPin[] =>
  event.meaning.event === 'number.pin_changed'
    ? numbers.map(({ phoneNumberId }) => ({
        phoneNumberId,
        at: event.meaning.memory?.securityEventAt ?? event.at,
      }))
    : [];

const happenings = ({ event, numbers }: RoutedEvent): Happening[] =>
  numbers.map(({ id }) => ({
    numberId: id,
    at: event.at,
    kind: event.meaning.kind,
    sentence: event.meaning.sentence,
    facts: { ...event.meaning.facts, source: 'meta_webhook' },
    sourceKey: `webhook/${event.hash}/${id}`,
  }));

/** A number's event once per number, an account's once per account that has numbers there. */
function outgoing(
  { event, numbers }: RoutedEvent,
  locked: ReadonlyMap<string, LockedNumber>,
  at: number,
): OutgoingEvent[] {
  const { event: type, kind, sentence, facts } = event.meaning;
  if (type === null) return [];
  const change = { kind, sentence, facts };
  if (isNumberEvent(type)) {
    const subjects = numbers.flatMap(({ id }) => locked.get(id) ?? []);
    // Events about the Business app carry no number id: they are about those that live in it, where we know which do.
    const inApp = subjects.filter(({ mode }) => mode === 'coexistence');
    const isAboutApp = type === 'number.coexistence_changed' && inApp.length > 0;
    return (isAboutApp ? inApp : subjects).map((subject) =>
      numberEvent(subject, type, { at, occurredAt: event.at, cause: META, change }),
    );
  }
  const accounts = new Map(numbers.map(({ accountId, wabaId }) => [accountId, wabaId]));
  return [...accounts].map(([accountId, wabaId]) => ({
    type,
    at,
    accountId,
    numberId: null,
    data: {
      waba: { id: wabaId },
      change: { ...change, occurred_at: new Date(event.at).toISOString() },
    },
    cause: { kind: META.kind },
  }));
}

const META = { kind: 'meta_webhook', actor: null, requestId: null } as const;

const isNumberEvent = (type: string): type is `number.${string}` => type.startsWith('number.');

/** What is about one number wakes it; what is about a WABA has it read once, and that read wakes those that changed. */
async function wake(tx: Connection, routed: readonly RoutedEvent[], at: number): Promise<void> {
  const waking = routed.filter(({ event }) => event.meaning.wakes);
  const [ofWabas, ofNumbers] = [true, false].map((isWaba) =>
    waking
      .filter(({ event }) => (event.target.by === 'waba') === isWaba)
      .flatMap(({ numbers }) => numbers),
  ) as [WebhookNumber[], WebhookNumber[]];
  const wabas = new Map(
    ofWabas.map(({ accountId, wabaId }) => [`${accountId}/${wabaId}`, { accountId, wabaId }]),
  );
  await askForWabaReads(tx, [...wabas.values()], { reason: WABA_EVENT, at });
  const ids = new Set(ofNumbers.map(({ id }) => id));
  await requestCoalescedWakes(tx, [...ids], { reason: META_EVENT, at, isDue: false });
}
