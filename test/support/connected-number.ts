import { platformActor } from '../../src/operations/actor.js';
import { connectNumber } from '../../src/operations/connect-number.js';
import type { NumberWishes } from '../../src/operations/number-wishes.js';
import type { Database } from '../../src/store/database.js';
import { currentOwner } from '../../src/store/onboarding-numbers.js';
import type { NumberRow } from '../../src/store/tables.js';
import { createVault, owners, type Vault } from '../../src/store/vault.js';

/** A vault with a fixed key, so that a test can open what the code under test stored. */
export const testVault = (): Vault => createVault([{ id: 'test', key: Buffer.alloc(32, 7) }]);

export const TEST_TOKEN = 'EAATESTTOKEN0001';
export const TEST_WABA = '203354440000001';

/** Adds a number as `POST /v1/numbers` does, without HTTP; its callback is the app's unless told otherwise. */
export async function addConnectedNumber(
  { db, vault, at = Date.now() }: { db: Database; vault: Vault; at?: number },
  wishes: Partial<NumberWishes> & { phoneNumberId: string },
  accountId = '1',
): Promise<NumberRow> {
  await connectNumber(
    { ...platformActor('test'), accountId },
    {
      wabaId: TEST_WABA,
      accessToken: TEST_TOKEN,
      callbackUrl: null,
      verification: null,
      pinPolicy: 'replace',
      reregisterPolicy: 'ask',
      dataLocalizationRegion: null,
      externalId: null,
      metadata: {},
      ...wishes,
    },
    {
      db,
      vault,
      clock: { now: () => at },
      listener: { on: () => () => {} },
      allowInsecureUrls: true,
      waitMs: 0,
    },
  );
  const number = await currentOwner(db, wishes.phoneNumberId);
  if (number === undefined) throw new Error('the number was not stored');
  return number;
}

/** The PIN as it is stored, opened; null when there is none. */
export async function storedPin(
  db: Database,
  vault: Vault,
  phoneNumberId: string,
): Promise<string | null> {
  const { encrypted_pin: sealed } = await db
    .selectFrom('phone_numbers_seen')
    .select('encrypted_pin')
    .where('phone_number_id', '=', phoneNumberId)
    .executeTakeFirstOrThrow();
  return sealed === null ? null : vault.decrypt(sealed, owners.pin(phoneNumberId));
}
