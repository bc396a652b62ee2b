import { appendTimeline } from '../../store/append.js';
import type { Connection } from '../../store/database.js';
import type { NumberRow } from '../../store/tables.js';
import { requestWake } from '../../store/wakeups.js';
import { authorOf, type Actor } from '../actor.js';
import { audit } from '../ask.js';
import type { Dependencies } from '../dependencies.js';
import { giveToken } from '../give-token.js';
import type { NumberWishes } from '../number-wishes.js';
import { Problem } from '../problem.js';

/** A number came through Meta's pop-up. */
export interface Signup {
  readonly at: number;
  /** It lives in the WhatsApp Business app, as far as the sign-up or the number's node says. */
  readonly isCoexistence: boolean;
}

/**
 * A number that is connected already came through the pop-up again: it gets the new token and another 14 days to register in, and whatever its
 * owner asked of us stays. In the caller's transaction. @throws Problem `number_exists` where it is in another WABA here
 */
export async function reconnect(
  tx: Connection,
  actor: Actor,
  { wabaId, accessToken = '' }: Pick<NumberWishes, 'wabaId' | 'accessToken'>,
  { owner, signup }: { owner: NumberRow; signup: Signup },
  deps: Pick<Dependencies, 'vault' | 'clock'>,
): Promise<void> {
  if (owner.waba_id !== wabaId) {
    const detail = `This number is already here in the WhatsApp account ${owner.waba_id}.`;
    throw new Problem('number_exists', detail, {
      onboarding: owner.explanation,
      errors: [{ pointer: '/waba_id', detail }],
    });
  }
  await giveToken(tx, actor, { wabaId, accessToken }, deps);
  const { at, isCoexistence } = signup;
  await tx
    .updateTable('numbers')
    .set({
      signed_up_at: new Date(at),
      ...(isCoexistence && { mode: 'coexistence' as const }),
      coexistence_expected: isCoexistence,
      // A new sign-up may hand contacts and history over once more.
      app_data_sync: null,
      updated_at: new Date(at),
    })
    .where('id', '=', owner.id)
    .execute();
  await appendTimeline(tx, [
    {
      numberId: owner.id,
      at,
      kind: 'signed_up_again',
      sentence: `${actor.name} connected this number again through Embedded Signup.`,
      author: authorOf(actor),
    },
  ]);
  await audit(tx, actor, 'number.sign_up_again', owner, at, { waba_id: wabaId });
  await requestWake(tx, owner.phone_number_id, 'signed_up_again', at);
}
