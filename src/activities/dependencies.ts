import type { CallCounts } from '../graph/call-counts.js';
import type { Graph } from '../graph/graph.js';
import type { Database } from '../store/database.js';
import type { Vault } from '../store/vault.js';

/** What activities are made of; tests pass others. */
export interface Dependencies {
  readonly db: Database;
  readonly vault: Vault;
  readonly graph: Graph;
  readonly settings: Settings;
  /** Calls of this process on each WABA. @default none are counted */
  readonly calls?: Pick<CallCounts, 'lastHour'>;
  /** How many processes share the pace of every number. @default this one alone */
  readonly processes?: () => number;
  /** In [-1, 1]: varies delays by ± 10 %. */
  readonly jitter: () => number;
  /** Called at every line between two remote or stored effects; tests kill the process there. */
  readonly crashPoint: (name: string) => void | Promise<void>;
}

/** The part of the configuration that activities need. */
export interface Settings {
  readonly appId: string | null;
  /** `{app_id}|{app_secret}`; null where no app is configured, then app-level facts stay unknown. */
  readonly appToken: string | null;
  readonly publicUrl: string;
  readonly pace: number;
  /** @default 30 */
  readonly retentionDays?: number;
}

/** Where Meta reaches us for one number. */
export const ourCallback = ({ publicUrl }: Settings, phoneNumberId: string): string =>
  `${publicUrl}/webhooks/whatsapp/${phoneNumberId}`;

/** Where Meta reaches us when the app's own callback serves. */
export const ourAppCallback = ({ publicUrl }: Settings): string => `${publicUrl}/webhooks/whatsapp`;

/** The domain's clock inside one activity: the workflow's instant plus the real time since (toolchain.md, 13). */
export function clockFrom(at: number): () => number {
  const startedAt = performance.now();
  return () => Math.round(at + performance.now() - startedAt);
}
