import type { Refusal } from './observation.js';
import type { Slots } from './rule.js';
import type { World } from './world.js';

/** What our calls need: the account's data, and registering and sending. Source: facts/meta.md §1.0. */
const NEEDED = ['whatsapp_business_management', 'whatsapp_business_messaging'];

/** The scopes that the token is known to have, as one comparable text; null while they are not known. */
export function grantedScopes({ observation: { token } }: World): string | null {
  return token?.kind === 'known' ? token.value.scopes.toSorted().join(' ') : null;
}

/** The slot `{scope}`: the permission that Meta names, else the one that the token is known to lack. */
export function missingScope(world: World, refusal: Refusal | null): Slots {
  const named = /whatsapp_business_\w+/.exec(refusal?.message ?? '')?.[0];
  const granted = grantedScopes(world)?.split(' ');
  const scope = named ?? NEEDED.find((needed) => granted?.includes(needed) === false);
  return scope === undefined ? {} : { scope };
}
