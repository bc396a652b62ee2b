import type { GraphErrorName } from '../graph/errors.js';
import type { NodeState } from '../state/phone-number.js';
import type { Switches } from './switches.js';

/** Why and for how long `register` is refused although the PIN is right. Times count from when the number was added. */
export interface Refusal {
  readonly answer: GraphErrorName;
  readonly from_ms?: number;
  readonly until_ms?: number;
  /** Refuses this often, then no more. */
  readonly times?: number;
  /** Refuses until this was done once. */
  readonly until?: 'deregistered' | 'verified_again' | 'renamed';
}

/** Something Meta, the owner or another partner does to the number later by itself. */
export interface LaterChange {
  readonly since: 'added' | 'connected';
  readonly after_ms: number;
  /** What happens, for the page: the rest of a sentence that begins with the time. */
  readonly what: string;
  readonly node?: NodeState;
  /** What the owner does in the WhatsApp Business app. */
  readonly in_app?: 'disconnected' | 'reconnected';
  /** Does not happen to a number that was registered meanwhile. */
  readonly unless_registered?: boolean;
  /** A PIN set by someone else. */
  readonly pin?: string;
  readonly waba?:
    'override_wiped' | 'override_taken' | 'unsubscribed' | 'token_ended' | 'access_withdrawn';
  /** An `account_update` sent to the app's callback; the keys beside `event`. Source: facts/meta.md §4.6. */
  readonly account_event?: Readonly<Record<string, unknown>> & { readonly event: string };
  /** Another account field about the number. Source: facts/meta.md §4.5. */
  readonly number_field?: {
    readonly field: string;
    readonly value: Readonly<Record<string, unknown>>;
  };
}

/** How Meta treats one number: everything the rules ask about it. Durations in ms of the simulated clock. */
export interface Behaviour extends Switches {
  /** From the accepted `register` to CONNECTED; null = never by itself. */
  readonly activation_ms: number | null;
  /** From the moment the name is in review; null = never by itself. */
  readonly name_decision_ms: number | null;
  readonly name_decision: 'APPROVED' | 'DECLINED';
  /** The node shows a register, and subscribed_apps a subscribe, only so much later. */
  readonly read_lag_ms: number;
  readonly code_cooldown_ms: number;
  /** What happens to the answer of the first accepted `register`. */
  readonly first_register_reply: 'sent' | 'lost' | 'server_error';
  /** The new account model ignores the PIN of eligible numbers (facts/meta.md §0.3). */
  readonly pin_retired: boolean;
  /** `new_*` stay on the node after the re-registration that applied them. */
  readonly rename_lingers: boolean;
  /** The callback's answer to the verification is not accepted, whatever it is. */
  readonly callbacks_refused: boolean;
  readonly subscribe_refused: boolean;
  /** Sends that are refused as from an unregistered number although the node shows CONNECTED. */
  readonly sends_refused: 'never' | 'until_registered_again' | 'always';
  /** The first so many calls on the WABA are throttled. */
  readonly throttled_ms: number;
  /** Fields the node has never heard of. */
  readonly unknown_fields: readonly string[];
  readonly refusals: readonly Refusal[];
  readonly later: readonly LaterChange[];
}

/** A named course of events: the state a number starts in and how Meta treats it from there. Source: simulator.md §4. */
export interface Scenario {
  readonly name: string;
  /** What it will do, for the page at `/`. */
  readonly willDo: string;
  readonly state: NodeState;
  readonly behaviour: Behaviour;
  /** Hidden state at the start; times count from when the number is added. */
  readonly start?: {
    readonly pin?: string;
    /** Attempts that others made before. */
    readonly attempts_elsewhere?: number;
    readonly blocked_ms?: number;
    readonly guess_lock_ms?: number;
  };
  /** What is special about the WABA or its token. */
  readonly waba?: {
    readonly token?: 'expired' | 'without_asset' | 'of_other_app' | 'of_app_without_messages';
    readonly payment_method?: boolean;
  };
}

/** A scenario as its row is written: what it leaves out is as in `straight_through`. */
export type ScenarioRow = Omit<Scenario, 'state' | 'behaviour'> & {
  readonly state?: NodeState;
  readonly behaviour?: Partial<Behaviour>;
};
