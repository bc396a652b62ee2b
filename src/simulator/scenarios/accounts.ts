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
];
