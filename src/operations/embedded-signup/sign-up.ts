import { toRefusal } from '../../graph/refusal.js';
import type { ReadOutcome } from '../../graph/outcome.js';
import { beginSignup, finishSignup, updateSignup } from '../../store/embedded-signups.js';
import type { EmbeddedSignupRow } from '../../store/tables.js';
import { owners } from '../../store/vault.js';
import { requireScope, type Actor } from '../actor.js';
import { connectNumber, type Connected } from '../connect-number.js';
import { ownNumber } from '../owned-number.js';
import { isProblemCode, Problem } from '../problem.js';
import { checkGrant } from './check-grant.js';
import { pickNumber } from './pick-number.js';
import { callerOf, type SignupPorts } from './ports.js';

/** What Meta's pop-up handed to the browser; only the code is always there. Source: facts/meta.md §6. */
export interface SignupWishes {
  readonly code: string;
  readonly wabaId: string | null;
  readonly phoneNumberId: string | null;
  readonly businessId: string | null;
  /** The pop-up ended with the WhatsApp Business app's own finish. */
  readonly coexistence: boolean;
}

/** A request that is still at it is younger than this: three calls to Meta with their tries, ms. */
const STILL_RUNNING = 60_000;
const READ_AGAIN_AFTER = 5_000;

/**
 * Connects the number that its owner chose in Meta's pop-up. The code goes to Meta once: the same code again goes on with the token that it
 * gave, which is how a number is chosen among several. A number that is connected already gets the new token and keeps everything else.
 * @throws Problem `signup_*`, and as {@link connectNumber}
 */
export async function signUp(
  actor: Actor,
  wishes: SignupWishes,
  deps: SignupPorts,
): Promise<Connected> {
  requireScope(actor, 'admin');
  const { app } = deps.meta;
  if (app === null)
    throw new Problem(
      'not_found',
      'Embedded Signup is not set up: META_APP_ID and META_APP_SECRET are missing.',
    );
  const at = deps.clock.now();
  const { signup, isNew } = await beginSignup(
    deps.db,
    {
      account_id: actor.accountId,
      code_hmac: deps.vault.digest(`signup ${wishes.code}`),
      waba_id: wishes.wabaId,
      phone_number_id: wishes.phoneNumberId,
      business_id: wishes.businessId,
      coexistence: wishes.coexistence,
      actor: actor.name,
      request_id: actor.requestId,
    },
    at,
  );
  const token = isNew
    ? await exchange(signup, wishes.code, { ...deps, app })
    : tokenOf(signup, wishes, { ...deps, at });
  if (token === null)
    return { number: await ownNumber(actor, signup.phone_number_id ?? '', deps), isNew: false };

  try {
    const connected = await connect(actor, { wishes, token, app }, deps);
    const { waba_id: wabaId, phone_number_id: phoneNumberId } = connected.number;
    await finishSignup(
      deps.db,
      { id: signup.id, wabaId, phoneNumberId },
      { begunAt: at, finishedAt: deps.clock.now() },
    );
    return connected;
  } catch (error) {
    if (error instanceof Problem) {
      const { code, detail, extras } = error;
      const problem = JSON.stringify({ code, detail, refusal: extras.refusal });
      await updateSignup(deps.db, signup.id, { problem });
    }
    throw error;
  }
}

/** Sends the code to Meta, once, and keeps the token before anything else is done with it. */
async function exchange(
  { id }: EmbeddedSignupRow,
  code: string,
  { meta, app, db, vault, clock }: SignupPorts & { app: NonNullable<SignupPorts['meta']['app']> },
): Promise<string> {
  const outcome = await meta.graph.exchangeCode(app, code);
  if (outcome.kind === 'known') {
    const { access_token: token } = outcome.value;
    const encrypted = vault.encrypt(token, owners.signupToken(id));
    await updateSignup(db, id, { state: 'granted', encrypted_token: encrypted });
    return token;
  }
  const problem =
    outcome.kind === 'refused'
      ? new Problem('signup_code_unusable', 'Meta does not accept the code of this sign-up.', {
          refusal: toRefusal(outcome.error),
        })
      : new Problem(
          'signup_reply_lost',
          `The code was sent to Meta and no answer came back (${outcome.failure.message}); it works once, so it is not sent again.`,
        );
  await updateSignup(db, id, {
    state: outcome.kind === 'refused' ? 'refused' : 'reply_lost',
    problem: JSON.stringify({
      code: problem.code,
      detail: problem.detail,
      refusal: problem.extras.refusal,
    }),
    finished_at: new Date(clock.now()),
  });
  throw problem;
}

/** The token of a code that was brought before; null where its number is connected. @throws Problem what it ended with */
function tokenOf(
  signup: EmbeddedSignupRow,
  { wabaId, phoneNumberId }: SignupWishes,
  { vault, at }: Pick<SignupPorts, 'vault'> & { at: number },
): string | null {
  const { state, problem, encrypted_token: encrypted } = signup;
  if (state === 'granted' && encrypted !== null)
    return vault.decrypt(encrypted, owners.signupToken(signup.id));
  if (state === 'exchanging') {
    if (at - signup.created_at.getTime() < STILL_RUNNING) {
      throw new Problem(
        'idempotency_in_progress',
        'This code is being exchanged by another request.',
        {
          retryAfterMs: 1_000,
        },
      );
    }
    throw new Problem(
      'signup_reply_lost',
      'The code was sent to Meta by a request that never ended.',
    );
  }
  if (state === 'expired') {
    throw new Problem(
      'signup_code_unusable',
      'Nobody finished this sign-up within a day, so its token was thrown away.',
    );
  }
  if (problem !== null) {
    throw new Problem(
      isProblemCode(problem.code) ? problem.code : 'signup_code_unusable',
      problem.detail,
      { refusal: problem.refusal },
    );
  }
  const isSame =
    (wabaId === null || wabaId === signup.waba_id) &&
    (phoneNumberId === null || phoneNumberId === signup.phone_number_id);
  if (isSame) return null;
  throw new Problem('signup_code_unusable', 'This code was used already, for another number.');
}

async function connect(
  actor: Actor,
  {
    wishes,
    token,
    app,
  }: { wishes: SignupWishes; token: string; app: NonNullable<SignupPorts['meta']['app']> },
  deps: SignupPorts,
): Promise<Connected> {
  const { graph } = deps.meta;
  const at = deps.clock.now();
  const facts = await graph.debugToken(callerOf(`${app.id}|${app.secret}`, at), token);
  const wabaId = checkGrant(valueOf(facts), { appId: app.id, wabaId: wishes.wabaId });
  const numbers = await graph.phoneNumbers(callerOf(token, at), wabaId);
  const node = pickNumber(valueOf(numbers), wabaId, wishes);
  return connectNumber(
    actor,
    {
      phoneNumberId: node.id,
      wabaId,
      accessToken: token,
      // What the pop-up left unverified is verified as every other number.
      verification: null,
      pinPolicy: 'replace',
      reregisterPolicy: 'ask',
      dataLocalizationRegion: null,
      externalId: null,
      metadata: {},
    },
    deps,
    { at, isCoexistence: wishes.coexistence || node.is_on_biz_app === true },
  );
}

/** @throws Problem `signup_not_granted` for Meta's no, `signup_incomplete` where Meta could not be read */
function valueOf<T>(outcome: ReadOutcome<T>): T {
  switch (outcome.kind) {
    case 'known':
      return outcome.value;
    case 'refused': {
      const refusal = toRefusal(outcome.error);
      if (PASSING.has(refusal.class)) throw incomplete(refusal.message);
      throw new Problem(
        'signup_not_granted',
        'Meta does not let the new token read the WhatsApp account.',
        { refusal },
      );
    }
    case 'unreadable':
      throw incomplete(outcome.failure.message);
  }
}

const PASSING: ReadonlySet<string> = new Set(['throttled', 'transient', 'maintenance']);

const incomplete = (why: string): Problem =>
  new Problem(
    'signup_incomplete',
    `The token is here and kept, but Meta could not be read (${why}); send the same request again.`,
    { retryAfterMs: READ_AGAIN_AFTER },
  );
