import type { Graph } from '../graph/graph.js';
import { Pacer } from '../messaging/pacing.js';
import type { TemplateBinding } from '../messaging/template-binding.js';
import type { TemplateDefinition } from '../messaging/template-definition.js';
import type { Connection } from '../store/database.js';
import { findNumberView, type NumberView } from '../store/number-views.js';
import { wabaOf } from '../store/onboarding-numbers.js';
import { findBinding } from '../store/template-bindings.js';
import { templatesNamed, type AccountWaba } from '../store/templates.js';
import { templatesWereRead } from '../store/templates-read.js';
import { owners, type Vault } from '../store/vault.js';
import { TimedCache } from '../store/timed-cache.js';

/** The one place of the HTTP side that talks to Meta, and no more of it than this. */
export type SendPort = Pick<Graph, 'sendMessage'>;

/** A number with the means to send from it. */
export interface Sender {
  readonly number: NumberView;
  /** Never leaves this process. */
  readonly accessToken: string;
}

/** What one process needs to send: Meta, its own pace, and what a burst would otherwise read again for every message. */
export interface Sending {
  readonly graph: SendPort;
  readonly pacer: Pacer;
  readonly vault: Vault;
  /** Undefined: the account has no such number. */
  sender(db: Connection, accountId: string, phoneNumberId: string): Promise<Sender | undefined>;
  binding(db: Connection, accountId: string, key: string): Promise<TemplateBinding | undefined>;
  /** The next send by this key uses it as it is now. */
  forgetBinding(accountId: string, key: string): void;
  /** The WABA's templates of this name, in every language; null where none of the WABA was ever read. `isFresh`: as they are now. */
  templates(
    db: Connection,
    waba: AccountWaba,
    name: string,
    options?: { readonly isFresh: boolean },
  ): Promise<TemplateDefinition[] | null>;
}

/**
 * How long a change of a token, a template, or a binding through another process may go unnoticed by sends, ms. What a send is refused for is
 * always as it is now, and Meta is asked in any other case.
 */
const KEEP = 1_000;

/** Makes what a process sends with. `keepMs` 0 reads everything each time; `processes` share the pace. */
export function createSending(
  { graph, vault }: { readonly graph: SendPort; readonly vault: Vault },
  {
    keepMs = KEEP,
    processes,
  }: { readonly keepMs?: number; readonly processes?: () => number } = {},
): Sending {
  const senders = new TimedCache<Sender | undefined>(
    keepMs,
    (sender) => sender?.number.stage === 'live' && sender.number.token_facts?.valid !== false,
  );
  const bindings = new TimedCache<TemplateBinding | undefined>(keepMs);
  const templates = new TimedCache<TemplateDefinition[] | null>(keepMs);
  return {
    graph,
    pacer: new Pacer(processes),
    vault,
    sender: (db, accountId, phoneNumberId) =>
      senders.get(`${accountId}/${phoneNumberId}`, async () => {
        const number = await findNumberView(db, accountId, phoneNumberId);
        if (number === undefined) return undefined;
        const { token } = await wabaOf(db, number);
        return {
          number,
          accessToken: vault.decrypt(token.encrypted_token, owners.token(token.id)),
        };
      }),
    binding: (db, accountId, key) =>
      bindings.get(`${accountId}/${key}`, () => findBinding(db, accountId, key)),
    forgetBinding: (accountId, key) => bindings.forget(`${accountId}/${key}`),
    templates: (db, waba, name, { isFresh } = { isFresh: false }) => {
      const key = `${waba.accountId}/${waba.wabaId}/${name}`;
      if (isFresh) templates.forget(key);
      return templates.get(key, async () => {
        const named = await templatesNamed(db, waba, [name]);
        return named.length > 0 || (await templatesWereRead(db, waba)) ? named : null;
      });
    },
  };
}
