import type { Author } from '../store/append.js';
import { SCOPES, type Scope } from '../store/tables.js';
import { Problem } from './problem.js';

/** Who asks, what they may do, and for which account. */
export interface Actor {
  /** The key's row; null for `ADMIN_API_KEY`, the console and the command line. */
  readonly keyId: string | null;
  readonly isPlatform: boolean;
  readonly scopes: readonly Scope[];
  /** The account acted for. */
  readonly accountId: string;
  /** The account read from; null = every account, for a platform key that names none. */
  readonly readsAccountId: string | null;
  /** `Actor` header, else the key's name: kept in audit and timeline. */
  readonly name: string;
  readonly requestId: string | null;
}

/** Someone with every scope who acts for the platform itself: the command line, tests. */
export const platformActor = (name: string, requestId: string | null = null): Actor => ({
  keyId: null,
  isPlatform: true,
  scopes: SCOPES,
  accountId: '1',
  readsAccountId: null,
  name,
  requestId,
});

/** How this actor appears in timeline and events. */
export const authorOf = ({ name, requestId }: Actor): Author => ({ actor: name, requestId });

/** As events name it: the command line makes no request. */
export const causeKind = ({ requestId }: Actor): 'api' | 'operator' =>
  requestId === null ? 'operator' : 'api';

/** @throws Problem `insufficient_scope` */
export function requireScope({ scopes }: Actor, scope: Scope): void {
  if (!scopes.includes(scope)) {
    throw new Problem(
      'insufficient_scope',
      `This key lacks the scope "${scope}"; it has ${scopes.map((own) => `"${own}"`).join(', ') || 'none'}.`,
    );
  }
}
