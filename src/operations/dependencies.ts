import type { Database } from '../store/database.js';
import type { Listener } from '../store/listen.js';
import type { Vault } from '../store/vault.js';

/** What operations are made of; none of them talks to Temporal or Meta. */
export interface Dependencies {
  readonly db: Database;
  readonly vault: Vault;
  readonly clock: { now(): number };
  readonly listener: Pick<Listener, 'on'>;
  /** Plain http to this machine is an allowed callback: development and tests. */
  readonly allowInsecureUrls: boolean;
  /** How long a request waits for its intent to be answered before it says 202, ms. */
  readonly waitMs: number;
}
