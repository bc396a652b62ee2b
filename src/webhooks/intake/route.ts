import { digitsOf } from './verification.js';

/** `app`, or the digits that a number's own callback names. */
export type IntakeRoute = string;

const APP_LEVEL = new Set(['/webhooks/whatsapp', '/whatsapp/webhook']);
const NUMBER_LEVEL = '/webhooks/whatsapp/';

/** Which callback this URL is; null: none of ours. Design: api.md §3. */
export function intakeRoute(url: string): IntakeRoute | null {
  if (!url.startsWith('/w')) return null;
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  if (APP_LEVEL.has(path)) return 'app';
  return path.startsWith(NUMBER_LEVEL) ? digitsOf(decoded(path.slice(NUMBER_LEVEL.length))) : null;
}

/** As it came, where it is not well encoded. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
