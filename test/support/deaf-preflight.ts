import type { PreflightPort } from '../../src/operations/preflight.js';

const unreadable = { kind: 'unreadable', cause: 'network', readAt: 0 } as const;

/** A Meta that nobody reaches. */
export const deafPreflight: PreflightPort = {
  ourAppId: null,
  look: async () => ({
    token: unreadable,
    waba: unreadable,
    listed: unreadable,
    node: unreadable,
    subscribedApps: unreadable,
    appWebhooks: null,
  }),
  probe: async () => ({ kind: 'unreachable', detail: 'the connection was refused' }),
};
