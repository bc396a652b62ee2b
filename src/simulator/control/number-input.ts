import { z } from 'zod';
import { scenarios } from '../scenarios/index.js';
import type { Behaviour } from '../scenarios/scenario.js';
import { switches } from '../scenarios/switches.js';
import type { NodeState } from '../state/phone-number.js';
import { duration, id, instant } from './input.js';

/** Null takes a field away: the node then does not show it. */
const text = z.string().nullable().optional();
const flag = z.boolean().nullable().optional();

const nodeShape = {
  display_phone_number: text,
  verified_name: text,
  name_status: text,
  new_display_name: text,
  new_name_status: text,
  certificate: text,
  new_certificate: text,
  code_verification_status: text,
  status: text,
  platform_type: text,
  quality_rating: text,
  throughput: z
    .union([z.object({ level: z.string() }), z.string().transform((level) => ({ level }))])
    .nullable()
    .optional(),
  whatsapp_business_manager_messaging_limit: text,
  messaging_limit_tier: text,
  account_mode: text,
  is_pin_enabled: flag,
  is_official_business_account: flag,
  is_on_biz_app: flag,
  is_preverified_number: flag,
  last_onboarded_time: text,
  unified_cert_status: text,
  search_visibility: text,
  country_dial_code: text,
  country_code: text,
  username: text,
  health_status: z.record(z.string(), z.unknown()).nullable().optional(),
} satisfies Record<keyof NodeState, z.ZodType>;

const behaviourShape = {
  name_decision_ms: duration.nullable().optional(),
  name_decision: z.enum(['APPROVED', 'DECLINED']).optional(),
  activation_ms: duration.nullable().optional(),
  read_lag_ms: duration.optional(),
  code_cooldown_ms: duration.optional(),
  first_register_reply: z.enum(['sent', 'lost', 'server_error']).optional(),
  pin_retired: z.boolean().optional(),
  rename_lingers: z.boolean().optional(),
  callbacks_refused: z.boolean().optional(),
  subscribe_refused: z.boolean().optional(),
  sends_refused: z.enum(['never', 'until_registered_again', 'always']).optional(),
  throttled_ms: duration.optional(),
  unknown_fields: z.array(z.string()).optional(),
  coexistence_disconnect: z.literal(switches.coexistence_disconnect.values).optional(),
  phone_override_on_resubscribe: z
    .literal(switches.phone_override_on_resubscribe.values)
    .optional(),
  register_reply: z.literal(switches.register_reply.values).optional(),
  tries_during_block: z.literal(switches.tries_during_block.values).optional(),
  expired_code: z.literal(switches.expired_code.values).optional(),
  coexistence_register: z.literal(switches.coexistence_register.values).optional(),
  wrong_pin_answer: z.literal(switches.wrong_pin_answer.values).optional(),
  lock_time: z.literal(switches.lock_time.values).optional(),
  register_while_pending: z.literal(switches.register_while_pending.values).optional(),
} satisfies Partial<Record<keyof Behaviour, z.ZodType>>;

const hiddenShape = {
  pin: z
    .string()
    .regex(/^[0-9]{6}$/, 'must be six digits, as text')
    .nullable()
    .optional(),
  blocked_until: instant.nullable().optional(),
  deregister_blocked_until: instant.nullable().optional(),
  code_cooldown_until: instant.nullable().optional(),
  guess_lock_until: instant.nullable().optional(),
  /** Attempts made by others before, all of them just now. */
  attempts_used: z.number().int().min(0).max(100).optional(),
  deregister_attempts_used: z.number().int().min(0).max(100).optional(),
};

const scenarioNames = scenarios.map(({ name }) => name);

/** Body of `PUT /_sim/numbers/{id}`. Source: simulator.md §3. */
export const numberInput = z.strictObject({
  waba_id: id.optional(),
  scenario: z
    .enum(scenarioNames as [string, ...string[]], {
      error: ({ input }) =>
        `unknown scenario "${String(input)}"; known are ${scenarioNames.join(', ')}`,
    })
    .optional(),
  ...nodeShape,
  ...behaviourShape,
  ...hiddenShape,
});
export type NumberInput = z.infer<typeof numberInput>;

/** The node fields that were given; null becomes absent. */
export function givenNode(input: NumberInput): NodeState {
  const given = Object.entries(input).filter(([name]) => Object.hasOwn(nodeShape, name));
  return Object.fromEntries(given.map(([name, value]) => [name, value ?? undefined]));
}

/** The parts of the behaviour that were given. */
export function givenBehaviour(input: NumberInput): Partial<Behaviour> {
  return Object.fromEntries(
    Object.entries(input).filter(([name]) => Object.hasOwn(behaviourShape, name)),
  );
}
