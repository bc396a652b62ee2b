import type { World } from '../state/world.js';

/** Enum fields in which Meta may bring a new word. */
const ENUM_FIELDS = ['quality_rating', 'whatsapp_business_manager_messaging_limit', 'account_mode'];

/**
 * A node as it goes out: `id` always there, first or last by turns, because nobody may count on an order; with chaos on,
 * keys and words nobody has seen. Source: facts/meta.md §1.0, §8.9.
 */
export function arrange(
  world: World,
  id: string,
  values: Record<string, unknown>,
): Record<string, unknown> {
  if (world.chaos.happens('unknown_keys')) {
    values['simulated_unknown_key'] = { added_by: 'chaos', since: 2027 };
  }
  if (world.chaos.happens('unknown_enums')) {
    const field = ENUM_FIELDS.find((name) => name in values);
    if (field !== undefined) values[field] = 'SIMULATED_NEW_VALUE';
  }
  if (world.nextRotation() % 2 === 0) return { id, ...values };
  delete values['id'];
  values['id'] = id;
  return values;
}
