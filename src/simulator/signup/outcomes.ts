import { randomInt } from 'node:crypto';
import { addNumber } from '../rules/add-number.js';
import type { PhoneNumber } from '../state/phone-number.js';
import type { Waba } from '../state/waba.js';
import type { World } from '../state/world.js';
import { announceAccountEvent } from '../webhooks/account-events.js';
import { issueSignupCode } from './issue-code.js';

/** What the page that opened the pop-up hears; null where it hears nothing of the kind. */
export interface SignupAnswer {
  /** The window message, as Meta words it. Source: facts/meta.md §6. */
  readonly message: Readonly<Record<string, unknown>> | null;
  /** What `FB.login` answers with. */
  readonly code: string | null;
}

/** A way in which somebody leaves the pop-up. */
export interface SignupOutcome {
  readonly name: string;
  /** On the button. */
  readonly label: string;
  /** Offered only where the page asked for numbers of the WhatsApp Business app. */
  readonly onlyCoexistence?: true;
  /** `chosen` is a number from before; undefined for a new one. */
  readonly happen: (world: World, chosen: PhoneNumber | undefined) => SignupAnswer;
}

/** Every way out of the pop-up. Source: facts/meta.md §6. */
export const signupOutcomes: readonly SignupOutcome[] = [
  {
    name: 'finish',
    label: 'Finish',
    happen: (world, chosen) => finish(world, chosen ?? newNumber(world, 'straight_through')),
  },
  {
    name: 'unverified',
    label: 'Finish with a number whose code was not entered',
    happen: (world) => finish(world, newNumber(world, 'code_needed')),
  },
  {
    name: 'coexistence',
    label: 'Finish with a number of the WhatsApp Business app',
    onlyCoexistence: true,
    happen(world) {
      const waba = wabaOf(world, newNumber(world, 'coexistence'));
      return finished(world, waba, 'FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING', {
        waba_id: waba.id,
      });
    },
  },
  {
    name: 'two_numbers',
    label: 'Finish with an account of two numbers, naming none',
    happen(world) {
      const waba = wabaOf(world, newNumber(world, 'straight_through'));
      addNumber(world, { waba, scenario: 'straight_through' });
      return finished(world, waba, 'FINISH_ONLY_WABA', idsOf(waba));
    },
  },
  {
    name: 'no_number',
    label: 'Finish without a number',
    happen(world) {
      const waba = newWaba(world);
      return finished(world, waba, 'FINISH_ONLY_WABA', idsOf(waba));
    },
  },
  {
    name: 'closed',
    label: 'Finish, but the page hears nothing',
    happen(world, chosen) {
      finish(world, chosen ?? newNumber(world, 'straight_through'));
      return { message: null, code: null };
    },
  },
  {
    name: 'cancel',
    label: 'Cancel',
    happen: () => ({
      message: messageOf('CANCEL', { current_step: 'PHONE_NUMBER_SETUP' }),
      code: null,
    }),
  },
  {
    name: 'error',
    label: 'Fail',
    happen: (world) => ({
      message: messageOf('CANCEL', {
        error_message: 'The verified name violates WhatsApp’s guidelines.',
        error_id: '524126',
        session_id: 'f34b51dab5e0498',
        timestamp: String(Math.floor(world.now() / 1_000)),
      }),
      code: null,
    }),
  },
];

function finish(world: World, number: PhoneNumber): SignupAnswer {
  const waba = wabaOf(world, number);
  return finished(world, waba, 'FINISH', { phone_number_id: number.id, ...idsOf(waba) });
}

/** Also tells the app, whatever becomes of the page. */
function finished(
  world: World,
  waba: Waba,
  event: string,
  data: Readonly<Record<string, string>>,
): SignupAnswer {
  announceAccountEvent(world, waba, { event: 'PARTNER_ADDED' }, 'always');
  return { message: messageOf(event, data), code: issueSignupCode(world, waba).code };
}

const messageOf = (event: string, data: Readonly<Record<string, string>>) => ({
  type: 'WA_EMBEDDED_SIGNUP',
  version: 3,
  event,
  data,
});

const idsOf = ({ id, business_id }: Waba) => ({ waba_id: id, business_id });

const newNumber = (world: World, scenario: string): PhoneNumber =>
  addNumber(world, { waba: newWaba(world), scenario });

function newWaba(world: World): Waba {
  for (;;) {
    const id = `20${randomInt(10_000_000, 99_999_999)}${randomInt(100_000, 999_999)}`;
    if (!world.wabas.has(id)) return world.ensureWaba(id);
  }
}

const wabaOf = (world: World, { waba_id: id }: PhoneNumber): Waba => world.ensureWaba(id);
