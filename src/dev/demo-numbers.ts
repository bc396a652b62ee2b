const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** A WhatsApp Business Account of the demo. */
export interface DemoWaba {
  readonly id: string;
  readonly name: string;
  readonly token: string;
}

/** A number of the demo and how Meta treats it. */
export interface DemoNumber {
  readonly id: string;
  readonly waba: DemoWaba;
  readonly scenario: string;
  readonly name: string;
  readonly phone: string;
  /** Waits of the scenario, cut down to what somebody watching is ready to wait. Fields of the simulator's `PUT /_sim/numbers/{id}`. */
  readonly waits?: Readonly<Record<string, number>>;
}

const waba = (number: number, name: string): DemoWaba => ({
  id: `20335444${String(number).padStart(8, '0')}`,
  name,
  token: `EAAdemotoken${String(number).padStart(4, '0')}`,
});

const HARBOUR = waba(1, 'Harbour Street Traders');
const MERIDIAN = waba(2, 'Meridian Clinics');
const LONDON = waba(3, 'Thames Valley Services');
// A scenario that ends a token or a payment method ends it for its whole WABA.
const EXPIRED = waba(4, 'Old Mill Events');
const UNPAID = waba(5, 'Northside Gym Group');
const SPARE = waba(6, 'Your first customer');

// Both ranges are reserved for fiction: 555-0100 to 0199, and 020 7946 0000 to 0999.
const us = (last: number): string => `+1 202-555-01${String(last).padStart(2, '0')}`;
const uk = (last: number): string => `+44 20 7946 0${String(last).padStart(3, '0')}`;

type Row = readonly [scenario: string, name: string, waits?: Readonly<Record<string, number>>];

const numbersOf = (
  owner: DemoWaba,
  phone: (last: number) => string,
  rows: readonly Row[],
): DemoNumber[] =>
  rows.map(([scenario, name, waits], index) => {
    const last = Number(owner.id.slice(-3)) * 10 + index;
    return {
      id: `1065403522${String(last).padStart(5, '0')}`,
      waba: owner,
      scenario,
      name,
      phone: phone(last),
      ...(waits && { waits }),
    };
  });

/**
 * What `dev` shows: a number for each course of events that a person can watch to its end, or at which they can act. Scenarios
 * that take hours by nature, or that vary one of these, are left to the tests.
 */
export const demoNumbers: readonly DemoNumber[] = [
  ...numbersOf(HARBOUR, us, [
    ['straight_through', "Bella's Bakery"],
    ['activation_fast', 'Blue Anchor Fish & Chips'],
    ['activation_slow', 'Cooper & Sons Hardware', { activation_ms: 2 * MINUTE }],
    ['reply_lost_on_register', 'Fern & Fig Florist'],
    ['server_error_after_success', 'Golden Needle Tailors'],
    ['accepted_read_lags', 'Juniper Bookshop'],
    ['transient_refusals', "Luigi's Trattoria"],
    ['recently_deleted', 'Maple Leaf Travel'],
  ]),
  ...numbersOf(MERIDIAN, us, [
    ['code_needed', 'Meridian Dental'],
    ['code_wrong_then_right', 'Meridian Eye Care'],
    ['needs_reverification', 'Meridian Physiotherapy'],
    ['pin_left_by_previous_provider', 'Meridian Pharmacy'],
    ['in_use_on_phone', 'Meridian Home Visits'],
    ['blocked_72h', 'Meridian Radiology'],
  ]),
  ...numbersOf(LONDON, uk, [
    ['slow_name_review', 'Thames Valley Plumbing', { name_decision_ms: 3 * MINUTE }],
    ['pending_refuses_until_approved', 'Kingston Removals', { name_decision_ms: 2 * MINUTE }],
    ['pending_but_registers', 'Richmond Garden Care', { name_decision_ms: 4 * MINUTE }],
    ['review_never_starts', 'Putney Bicycle Repair'],
    ['name_declined_then_fixed', 'Cheap Fast Loans 4 U', { name_decision_ms: MINUTE }],
    ['coexistence', 'Wimbledon Tennis Coaching'],
  ]),
  ...numbersOf(EXPIRED, uk, [['token_expired', 'Old Mill Wedding Barn']]),
  ...numbersOf(UNPAID, uk, [['payment_missing', 'Northside Gym']]),
];

/** Known to the simulated Meta and not to us: for the first request somebody makes. */
export const spareNumber: DemoNumber = {
  id: '106540352290001',
  waba: SPARE,
  scenario: 'straight_through',
  name: 'Corner Coffee',
  phone: us(99),
};
