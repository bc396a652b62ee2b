import type { Hono } from 'hono';
import type { ConsoleDependencies, UiEnv } from './context.js';
import { registerDelivery } from './pages/delivery.js';
import { registerEndpoint } from './pages/endpoint.js';
import { registerEndpoints } from './pages/endpoints.js';
import { registerFromMeta } from './pages/from-meta.js';
import { registerMessage } from './pages/message.js';
import { registerNumberMessages } from './pages/number-messages.js';
import { registerSendTest } from './pages/send-test.js';
import { registerSettingsAudit } from './pages/settings-audit.js';
import { registerSettingsKeys } from './pages/settings-keys.js';
import { registerSettingsTemplates } from './pages/settings-templates.js';
import { registerSettingsTokens } from './pages/settings-tokens.js';
import { registerSystem } from './pages/system.js';

/** Where these pages are, beside those under a number. */
export const OPERATIONS_PATHS = [
  '/messages/*',
  '/from-meta/*',
  '/to-your-systems/*',
  '/system',
  '/settings/*',
] as const;

/** Pages of the daily work beside onboarding: messages, webhooks in and out, the installation, settings. */
export function registerOperationsPages(ui: Hono<UiEnv>, deps: ConsoleDependencies): void {
  registerSendTest(ui, deps);
  registerNumberMessages(ui, deps);
  registerMessage(ui, deps);
  registerFromMeta(ui, deps);
  registerDelivery(ui, deps);
  registerEndpoints(ui, deps);
  registerEndpoint(ui, deps);
  registerSystem(ui, deps);
  registerSettingsTokens(ui, deps);
  registerSettingsTemplates(ui, deps);
  registerSettingsKeys(ui, deps);
  registerSettingsAudit(ui, deps);
}
