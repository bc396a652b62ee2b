import { randomUUID } from 'node:crypto';
import { hashKey } from '../../../src/operations/authenticate.js';
import type { Explanation } from '../../../src/onboarding/explanation.js';
import type { ReasonCode } from '../../../src/onboarding/reasons.js';
import type { Scope } from '../../../src/store/tables.js';
import { NODE } from '../../onboarding/world.js';
import { addConnectedNumber } from '../../support/connected-number.js';
import type { Stack } from '../../support/stack.js';
import { standingAt } from '../../support/standing.js';

/** A number stored as a turn would have stored it at this reason: nobody works behind the page. Its name holds markup. */
export async function storeNumberAt(
  { db, vault }: Pick<Stack, 'db' | 'vault'>,
  reason: ReasonCode,
  id: string,
  accountId = '1',
): Promise<Explanation> {
  const at = Date.now();
  const row = await addConnectedNumber({ db, vault }, { phoneNumberId: id }, accountId);
  const explanation = standingAt(reason, at, { number: { phoneNumberId: id } });
  await db
    .updateTable('numbers')
    .set({
      stage: explanation.stage,
      reason,
      waiting_on: explanation.waiting_on,
      paused: reason === 'paused' ? JSON.stringify({ actor: 'Grace', at }) : null,
      reason_since: new Date(explanation.reason_since),
      explanation: JSON.stringify(explanation),
      node: JSON.stringify({
        ...NODE,
        verifiedName: `Shop of ${reason} <script>alert(1)</script>`,
      }),
      node_read_at: new Date(at),
      released_at: explanation.stage === 'closed' ? new Date(at) : null,
    })
    .where('id', '=', row.id)
    .execute();
  return explanation;
}

/** A key of this account with these scopes; its secret. */
export async function addKey(
  { db }: Pick<Stack, 'db'>,
  accountId: string,
  scopes: readonly Scope[],
): Promise<string> {
  const secret = `key-of-the-browser-${randomUUID()}`;
  await db
    .insertInto('api_keys')
    .values({
      id: randomUUID(),
      account_id: accountId,
      hash: hashKey(secret),
      prefix: secret.slice(0, 8),
      name: 'browser',
      scopes: [...scopes],
      created_at: new Date(),
    })
    .execute();
  return secret;
}

/** Another account; its id. */
export async function addAccount({ db }: Pick<Stack, 'db'>, name: string): Promise<string> {
  const { id } = await db
    .insertInto('accounts')
    .values({ name, created_at: new Date() })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}
