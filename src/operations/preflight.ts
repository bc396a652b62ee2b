import { judgePreflight, type Preflight } from '../onboarding/preflight/preflight.js';
import type { CallbackAnswer } from '../onboarding/preflight/readings.js';
import { loadLedger } from '../store/ledger.js';
import { currentOwner } from '../store/onboarding-numbers.js';
import { tokenTextOfWaba } from '../store/stored-tokens.js';
import { requireScope, type Actor } from './actor.js';
import { assertCallbackUrl } from './callback-url.js';
import type { Dependencies } from './dependencies.js';
import type { NumberWishes } from './number-wishes.js';
import type { MetaReadings, PreflightLook } from './preflight-look.js';
import type { ProbeOptions } from './preflight-probe.js';
import { Problem } from './problem.js';
import { isUnfounded } from './supersede.js';

/** The one way in which a request asks Meta something itself: reads, bounded in time. */
export interface PreflightPort {
  readonly ourAppId: string | null;
  look(asked: PreflightLook): Promise<MetaReadings>;
  probe(options: ProbeOptions): Promise<CallbackAnswer>;
}

export interface PreflightDependencies extends Dependencies {
  readonly preflight: PreflightPort;
  readonly publicUrl: string;
  readonly webhookVerifyToken: string | undefined;
}

/** The part of the wishes that a preflight looks at. */
export type PreflightWishes = Pick<
  NumberWishes,
  'phoneNumberId' | 'wabaId' | 'accessToken' | 'pin' | 'callbackUrl' | 'pinPolicy'
>;

/**
 * What onboarding this number would meet, by reads alone: no attempt is spent, no code sent, nothing changed, the token not kept.
 * @throws Problem `insufficient_scope`, `invalid_request` where no token is known, `url_not_allowed`
 */
export async function preflight(
  actor: Actor,
  wishes: PreflightWishes,
  deps: PreflightDependencies,
): Promise<Preflight> {
  requireScope(actor, 'admin');
  const { phoneNumberId, wabaId } = wishes;
  if (typeof wishes.callbackUrl === 'string')
    assertCallbackUrl(wishes.callbackUrl, deps.allowInsecureUrls);
  const accessToken = wishes.accessToken ?? (await tokenTextOfWaba(deps, actor.accountId, wabaId));
  if (accessToken === undefined) {
    const detail = `No token is known for the WhatsApp account ${wabaId} yet, so one must be given.`;
    throw new Problem('invalid_request', detail, {
      errors: [{ pointer: '/access_token', detail }],
    });
  }

  const callbackUrl =
    wishes.callbackUrl === undefined
      ? `${deps.publicUrl}/webhooks/whatsapp/${phoneNumberId}`
      : wishes.callbackUrl;
  const [readings, callback, owner, ledger] = await Promise.all([
    deps.preflight.look({ accessToken, phoneNumberId, wabaId }),
    probe(callbackUrl, deps),
    currentOwner(deps.db, phoneNumberId),
    loadLedger(deps.db, phoneNumberId),
  ]);
  const isTaken =
    owner !== undefined &&
    owner.account_id !== actor.accountId &&
    owner.stage !== 'closed' &&
    !isUnfounded(owner);
  return judgePreflight({
    ...readings,
    callback,
    facts: {
      at: deps.clock.now(),
      phoneNumberId,
      wabaId,
      ourAppId: deps.preflight.ourAppId,
      callbackUrl,
      isPinGiven: wishes.pin !== undefined,
      pinPolicy: wishes.pinPolicy,
      isTaken,
      ledger,
    },
  });
}

async function probe(url: string | null, deps: PreflightDependencies): Promise<CallbackAnswer> {
  if (url === null) return { kind: 'not_wanted' };
  const isOurs = new URL(url).origin === new URL(deps.publicUrl).origin;
  return deps.preflight.probe({
    url,
    isOurs,
    verifyToken: isOurs ? deps.webhookVerifyToken : undefined,
    allowInsecureUrls: deps.allowInsecureUrls,
  });
}
