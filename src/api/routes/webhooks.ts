import type { Context } from 'hono';
import {
  acceptNumberVerification,
  acceptVerification,
  type Verification,
} from '../../webhooks/intake/verification.js';
import type { App, AppDependencies, AppEnv } from '../context.js';

const APP_LEVEL = ['/webhooks/whatsapp', '/whatsapp/webhook'];
const NUMBER_LEVEL = '/webhooks/whatsapp/:phone_number';

/** Meta's side door: it verifies our callbacks here, app level and per number; what it posts to them never comes this far (webhooks/intake). Design: api.md §3. */
export function registerWebhooks(app: App, deps: AppDependencies): void {
  const { db, vault, webhookVerifyToken } = deps;
  const appTokens = webhookVerifyToken === undefined ? [] : [webhookVerifyToken];

  app.on('GET', APP_LEVEL, (c) => {
    const challenge = acceptVerification(verificationOf(c), appTokens);
    return challenge === null ? c.text('Forbidden', 403) : c.text(challenge);
  });
  app.get(NUMBER_LEVEL, async (c) => {
    const name = c.req.param('phone_number');
    const challenge = await acceptNumberVerification(verificationOf(c), name, {
      db,
      vault,
      appTokens,
    });
    return challenge === null
      ? c.json({ error: 'Error; wrong verify token' }, 401)
      : c.text(challenge);
  });
}

const verificationOf = (c: Context<AppEnv>): Verification => ({
  mode: c.req.query('hub.mode'),
  verifyToken: c.req.query('hub.verify_token'),
  challenge: c.req.query('hub.challenge'),
});
