/** A question about Meta that no source settles, and the answers a number can be given. */
interface Switch {
  /** The first is the default. */
  readonly values: readonly (string | number)[];
  readonly question: string;
  readonly source: string;
}

/** What no source settles, each a field of `PUT /_sim/numbers/{id}`. Source: simulator.md §4. */
export const switches = {
  coexistence_disconnect: {
    values: ['disconnected', 'unregistered', 'off_the_app', 'unchanged'],
    question:
      'What the node shows once the owner has disconnected in the app: DISCONNECTED; also NOT_APPLICABLE; also is_on_biz_app false; or what it showed before.',
    source: 'facts/meta.md §2.6',
  },
  phone_override_on_resubscribe: {
    values: ['kept', 'wiped'],
    question: 'Whether an empty POST to subscribed_apps removes the override of the phone as well.',
    source: 'facts/meta.md §0.4.9',
  },
  register_reply: {
    values: ['plain', 'pin_not_reset'],
    question:
      'Whether a register of a number that has a PIN is accepted with any PIN, keeps the old one and says so in further keys.',
    source: 'facts/meta.md §0.3',
  },
  tries_during_block: {
    values: ['ignored', 'extend_it'],
    question: 'Whether a try while 133016 blocks begins the 72 hours anew.',
    source: 'facts/meta.md §1.17',
  },
  expired_code: {
    values: ['refused', 'accepted'],
    question: 'Whether register takes a number whose verification is EXPIRED, or answers 133006.',
    source: 'facts/meta.md §1.1',
  },
  coexistence_register: {
    values: ['refused', 'accepted'],
    question:
      'Whether register on a coexistence number is refused, or takes it off the phone. Harm is counted either way.',
    source: 'facts/meta.md §2.6',
  },
  wrong_pin_answer: {
    values: [133005, 131031],
    question: 'With which code a wrong PIN is refused.',
    source: 'facts/meta.md §3.2',
  },
  lock_time: {
    values: ['stated', 'unstated'],
    question: 'Whether 133008 and 133009 say in their details how long to wait.',
    source: 'facts/meta.md §3.2',
  },
  register_while_pending: {
    values: ['accepted', 'refused'],
    question: 'Whether a number registers while its name is in review.',
    source: 'facts/meta.md §2.2',
  },
} as const satisfies Record<string, Switch>;

/** How the open questions are answered for one number. */
export type Switches = {
  readonly [Name in keyof typeof switches]: (typeof switches)[Name]['values'][number];
};

/** Every switch at its default. */
export const defaultSwitches = mapSwitches((name) => switches[name].values[0]);

/** The answers as they stand in a wider record. */
export function switchesOf(given: Switches): Switches {
  return mapSwitches((name) => given[name]);
}

function mapSwitches(valueOf: (name: keyof Switches) => string | number): Switches {
  const names = Object.keys(switches) as (keyof Switches)[];
  return Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Switches;
}
