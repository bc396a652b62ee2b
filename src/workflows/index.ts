export { onboardNumber } from './onboard-number.js';
export { sendMessage } from './send-message.js';
export { watchHealth } from './watch-health.js';
export { watchWaba } from './watch-waba.js';
export { watchTokens } from './watch-tokens.js';
export { syncStaleTemplates, syncTemplates } from './sync-templates.js';
export { housekeeping } from './housekeeping.js';
