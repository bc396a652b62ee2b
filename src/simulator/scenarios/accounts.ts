import { MINUTE } from '../state/clock.js';
import { COEXISTENCE } from './defaults.js';
import type { ScenarioRow } from './scenario.js';

/** Tokens, WABAs and numbers shared with a phone. Sources: facts/meta.md §2.6, §3.1. */
export const accountScenarios: readonly ScenarioRow[] = [
  {
    name: 'coexistence',
    willDo: 'Lives on the WhatsApp Business app too: already connected; counts every harmful call.',
    state: COEXISTENCE,
  },
  {
    name: 'token_expired',
    willDo: 'Every call answers 190/463 until the WABA gets a new token; then as straight_through.',
    waba: { token: 'expired' },
  },
  {
    name: 'token_without_asset',
    willDo: 'The token is valid but was never given the WABA: everything answers 100/33.',
    waba: { token: 'without_asset' },
  },
  {
    name: 'token_other_app',
    willDo: 'The token works, but belongs to an app that is not ours.',
    waba: { token: 'of_other_app' },
  },
  {
    name: 'app_field_missing',
    willDo:
      'Registers; its token is of app 1000000000000098, which is not subscribed to "messages": no override is taken.',
    waba: { token: 'of_app_without_messages' },
  },
  {
    name: 'payment_missing',
    willDo:
      'Registers and connects; the WABA has no payment method, so health is BLOCKED (141006).',
    waba: { payment_method: false },
  },
  {
    name: 'throttled',
    willDo: 'Every call answers 80008 for half an hour, then as straight_through.',
    behaviour: { throttled_ms: 30 * MINUTE },
  },
  {
    name: 'callback_refused',
    willDo: 'Registers; no callback passes the verification (2200).',
    behaviour: { callbacks_refused: true },
  },
  {
    name: 'subscribe_refused',
    willDo: 'Registers; subscribing the app to the WABA is refused with 200.',
    behaviour: { subscribe_refused: true },
  },
  {
    name: 'field_removed',
    willDo: 'The node has never heard of is_pin_enabled and answers 100 to a read with it.',
    behaviour: { unknown_fields: ['is_pin_enabled'] },
  },
];
