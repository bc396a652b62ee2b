import { randomInt } from 'node:crypto';
import type { App } from '../state/app.js';
import { SECOND } from '../state/clock.js';
import type { Waba } from '../state/waba.js';
import { callbackRefused, invalidParameter, refusal } from './refusal.js';

const TIMEOUT = 6 * SECOND;
const LONGEST_URL = 200;

/** An override needs the app on the WABA and on the field it reroutes. Source: simulator.md §4, facts/meta.md §1.11. */
export function assertMayOverride(app: App, waba: Waba): void {
  if (!app.fields.includes('messages') || !waba.subscriptions.has(app.id)) {
    throw refusal('not_subscribed_to_messages');
  }
}

/**
 * Asks the URL for the challenge, as Meta does before it takes any new callback. Plain http is taken too, since nothing
 * on one machine has a certificate. Source: facts/meta.md §4.1.
 */
export async function verifyCallback({
  url,
  verifyToken,
  isRefused,
}: {
  url: string;
  verifyToken: string;
  isRefused: boolean;
}): Promise<void> {
  if (url.length > LONGEST_URL || !/^https?:\/\//.test(url) || !URL.canParse(url)) {
    throw invalidParameter(
      'Param override_callback_uri must be a valid URI of at most 200 characters',
    );
  }
  if (isRefused) throw callbackRefused('HTTP Status Code = 403; HTTP Message = Forbidden');

  const challenge = String(randomInt(1_000_000_000, 2_000_000_000));
  const asked = new URL(url);
  asked.searchParams.set('hub.mode', 'subscribe');
  asked.searchParams.set('hub.challenge', challenge);
  asked.searchParams.set('hub.verify_token', verifyToken);

  const { status, statusText, body } = await ask(asked);
  if (status !== 200) {
    throw callbackRefused(`HTTP Status Code = ${status}; HTTP Message = ${statusText}`);
  }
  if (body !== challenge) {
    throw callbackRefused(
      `HTTP Status Code = 200; Response does not match challenge, expected value = '${challenge}', received = '${body.slice(0, 100)}'`,
    );
  }
}

async function ask(url: URL): Promise<{ status: number; statusText: string; body: string }> {
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { 'user-agent': 'facebookplatform/1.0 (+http://developers.facebook.com)' },
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const body = await response.text();
    return { status: response.status, statusText: response.statusText, body };
  } catch (error) {
    // Status 0 is what curl, and so Meta, reports where no answer came.
    const isTimeout = error instanceof Error && error.name === 'TimeoutError';
    return {
      status: 0,
      statusText: isTimeout ? 'Connection timed out' : 'Failed to connect',
      body: '',
    };
  }
}
