import { tokenTextOfWaba } from '../store/stored-tokens.js';
import { requireScope, type Actor } from './actor.js';
import { callerOf, type SignupPorts } from './embedded-signup/ports.js';
import { Problem } from './problem.js';

/** A number to choose from. */
export interface VisibleNumber {
  readonly phoneNumberId: string;
  readonly wabaId: string;
  readonly displayPhoneNumber: string | null;
  readonly verifiedName: string | null;
}

/** More accounts than these are not asked: a person chooses by id then. */
const MOST_WABAS = 10;
const MANAGEMENT = 'whatsapp_business_management';

/**
 * The numbers that a token sees: of the WhatsApp account that is named, else of those that the token itself names. Reads only; the token is not
 * kept. @throws Problem `insufficient_scope`, `token_invalid` where Meta refuses it, `invalid_request` where there is none
 */
export async function visibleNumbers(
  actor: Actor,
  { accessToken, wabaId }: { accessToken: string | undefined; wabaId: string | undefined },
  deps: SignupPorts,
): Promise<VisibleNumber[]> {
  requireScope(actor, 'admin');
  const known =
    wabaId === undefined ? undefined : await tokenTextOfWaba(deps, actor.accountId, wabaId);
  const token = accessToken ?? known;
  if (token === undefined)
    throw new Problem('invalid_request', 'An access token must be given: none is known yet.');

  const caller = callerOf(token, deps.clock.now());
  const wabaIds = wabaId === undefined ? await wabasOf(token, deps) : [wabaId];
  const lists = await Promise.all(
    wabaIds.slice(0, MOST_WABAS).map(async (id) => {
      const outcome = await deps.meta.graph.phoneNumbers(caller, id);
      if (outcome.kind !== 'known') return [];
      return outcome.value.map((node) => ({
        phoneNumberId: node.id,
        wabaId: id,
        displayPhoneNumber: node.display_phone_number ?? null,
        verifiedName: node.verified_name ?? null,
      }));
    }),
  );
  return lists.flat();
}

async function wabasOf(token: string, { meta, clock }: SignupPorts): Promise<readonly string[]> {
  const as = meta.app === null ? token : `${meta.app.id}|${meta.app.secret}`;
  const facts = await meta.graph.debugToken(callerOf(as, clock.now()), token);
  if (facts.kind === 'refused')
    throw new Problem('token_invalid', 'Meta does not accept this access token.');
  if (facts.kind !== 'known')
    throw new Problem('unavailable', 'Meta does not answer; nothing was done.');
  if (!facts.value.is_valid)
    throw new Problem('token_invalid', 'Meta says that this access token is not valid.');
  const granted = facts.value.granular_scopes?.find(({ scope }) => scope === MANAGEMENT);
  return granted?.target_ids ?? [];
}
