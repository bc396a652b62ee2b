import { randomBytes, randomUUID } from 'node:crypto';
import { isAccountOpen } from '../store/accounts.js';
import { appendEvents, appendTimeline } from '../store/append.js';
import type { Connection } from '../store/database.js';
import { loadLedger } from '../store/ledger.js';
import { numberEvent } from '../store/number-event.js';
import type { NumberView } from '../store/number-views.js';
import { currentOwner } from '../store/onboarding-numbers.js';
import { lockPhoneNumber, storeSuppliedPin } from '../store/phone-numbers-seen.js';
import type { NumberRow } from '../store/tables.js';
import { owners } from '../store/vault.js';
import { tokenOfWaba } from '../store/wabas.js';
import { requestWake } from '../store/wakeups.js';
import { accountClosing } from './account-closing.js';
import { authorOf, causeKind, requireScope, type Actor } from './actor.js';
import { audit } from './ask.js';
import { assertCallbackUrl } from './callback-url.js';
import type { Dependencies } from './dependencies.js';
import { giveToken } from './give-token.js';
import { initialExplanation } from './initial-explanation.js';
import { differingFields, wantedCallback, type NumberWishes } from './number-wishes.js';
import { ownNumber } from './owned-number.js';
import { reconnect, type Signup } from './embedded-signup/reconnect.js';
import { Problem } from './problem.js';
import { isUnfounded, supersede } from './supersede.js';

/** The number, and whether this request added it. */
export interface Connected {
  readonly number: NumberView;
  readonly isNew: boolean;
}

/**
 * Begins to onboard a number. The same wishes again change nothing. Two requests for one number are served one after the other, so that
 * exactly one of them adds it. A PIN that is given serves where none is proven yet; it is never compared with ours, nor replaces a proven one.
 * With a `signup` (Meta's pop-up) a number that is there stays as it is and gets the new token.
 * @throws Problem `number_exists`, `number_taken`, `number_releasing`, `account_closing`, `invalid_request`, `url_not_allowed`, `insufficient_scope`
 */
export async function connectNumber(
  actor: Actor,
  wishes: NumberWishes,
  deps: Dependencies,
  signup?: Signup,
): Promise<Connected> {
  requireScope(actor, 'admin');
  if (typeof wishes.callbackUrl === 'string')
    assertCallbackUrl(wishes.callbackUrl, deps.allowInsecureUrls);

  const isNew = await deps.db.transaction().execute(async (tx) => {
    if ((await isAccountOpen(tx, actor.accountId)) !== true) throw accountClosing(actor.accountId);
    await lockPhoneNumber(tx, wishes.phoneNumberId, deps.clock.now());
    const owner = await currentOwner(tx, wishes.phoneNumberId);
    if (owner !== undefined && owner.stage !== 'closed') {
      if (owner.account_id === actor.accountId) {
        if (signup === undefined) await assertSameWishes(tx, actor, wishes, owner, deps);
        else {
          assertStays(owner);
          await reconnect(tx, actor, wishes, { owner, signup }, deps);
        }
        return false;
      }
      if (!isUnfounded(owner) || !(await supersede(tx, owner.id, deps.clock.now())))
        throw new Problem('number_taken', 'This number is connected to another account.');
    } else if (owner !== undefined) await letGo(tx, owner, deps);
    await provideToken(tx, actor, wishes, deps);
    await addNumber(tx, actor, wishes, deps, signup);
    return true;
  });
  return { number: await ownNumber(actor, wishes.phoneNumberId, deps), isNew };
}

async function assertSameWishes(
  tx: Connection,
  actor: Actor,
  wishes: NumberWishes,
  owner: NumberRow,
  { vault }: Dependencies,
): Promise<void> {
  assertStays(owner);
  const onboarding = owner.explanation;
  const token = await tokenOfWaba(tx, actor.accountId, owner.waba_id);
  const stored = { number: owner, tokenHmac: token?.equality_hmac };
  const fields = differingFields(wishes, stored, vault);
  if (fields.length === 0) return;
  throw new Problem(
    'number_exists',
    `This number is already here with other values of ${fields.join(', ')}.`,
    {
      onboarding,
      errors: fields.map((field) => ({
        pointer: `/${field}`,
        detail: 'This differs from what the number has.',
      })),
    },
  );
}

function assertStays({ desired, explanation: onboarding }: NumberRow): void {
  if (desired !== 'released') return;
  throw new Problem(
    'number_releasing',
    'This number is being released; add it once it is closed.',
    { onboarding },
  );
}

/** A closed row whose number was never freed gives way to the new one. */
async function letGo(tx: Connection, { id }: NumberRow, { clock }: Dependencies): Promise<void> {
  await tx
    .updateTable('numbers')
    .set({ released_at: new Date(clock.now()) })
    .where('id', '=', id)
    .execute();
}

async function provideToken(
  tx: Connection,
  actor: Actor,
  { wabaId, accessToken }: NumberWishes,
  deps: Dependencies,
): Promise<void> {
  if (accessToken !== undefined) return giveToken(tx, actor, { wabaId, accessToken }, deps);
  if ((await tokenOfWaba(tx, actor.accountId, wabaId)) !== undefined) return;
  const detail = `No token is known for the WhatsApp account ${wabaId} yet, so one must be given.`;
  throw new Problem('invalid_request', detail, { errors: [{ pointer: '/access_token', detail }] });
}

async function addNumber(
  tx: Connection,
  actor: Actor,
  wishes: NumberWishes,
  { vault, clock }: Dependencies,
  signup: Signup | undefined,
): Promise<void> {
  const at = clock.now();
  const now = new Date(at);
  const id = randomUUID();
  const { phoneNumberId, pin } = wishes;
  if (pin !== undefined) await storeSuppliedPin(tx, vault, { phoneNumberId, pin, at });

  const explanation = initialExplanation(phoneNumberId, await loadLedger(tx, phoneNumberId), at);
  const number = {
    id,
    phone_number_id: phoneNumberId,
    account_id: actor.accountId,
    waba_id: wishes.wabaId,
  };
  await tx
    .insertInto('numbers')
    .values({
      ...number,
      external_id: wishes.externalId,
      metadata: JSON.stringify(wishes.metadata),
      signed_up_at: signup === undefined ? null : new Date(signup.at),
      // The sign-up's word is enough: registering such a number would break its owner's app.
      mode: signup?.isCoexistence === true ? 'coexistence' : 'standard',
      coexistence_expected: signup?.isCoexistence ?? false,
      pin_policy: wishes.pinPolicy,
      reregister_policy: wishes.reregisterPolicy,
      data_localization_region: wishes.dataLocalizationRegion,
      wanted_callback: wantedCallback(wishes),
      encrypted_verify_token: vault.encrypt(
        randomBytes(24).toString('base64url'),
        owners.verifyToken(id),
      ),
      verification: wishes.verification === null ? null : JSON.stringify(wishes.verification),
      stage: explanation.stage,
      stage_since: now,
      reason: explanation.reason,
      reason_since: now,
      waiting_on: explanation.waiting_on,
      explanation: JSON.stringify(explanation),
      conditions: '[]',
      memory: '{}',
      next_check_at: now,
      created_at: now,
      updated_at: now,
    })
    .execute();

  const author = authorOf(actor);
  const change = { kind: 'number_added', sentence: `${actor.name} added this number.`, facts: {} };
  await appendTimeline(tx, [{ numberId: id, at, ...change, author }]);
  const subject = { ...number, external_id: wishes.externalId, explanation };
  const cause = { kind: causeKind(actor), ...author };
  await appendEvents(tx, [numberEvent(subject, 'number.created', { at, cause, change })]);
  await audit(tx, actor, 'number.connect', number, at, { waba_id: wishes.wabaId });
  await requestWake(tx, phoneNumberId, 'added', at);
}
