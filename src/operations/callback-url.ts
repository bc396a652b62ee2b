import { Problem } from './problem.js';

/** Meta takes no longer ones. Source: facts/meta.md §1.11. */
const LONGEST = 200;

/** Refuses what Meta could not or must not call. @throws Problem `invalid_request`, `url_not_allowed`, both at `/callback_url` */
export function assertCallbackUrl(text: string, allowInsecureUrls: boolean): void {
  if (!URL.canParse(text)) throw at('invalid_request', 'is not a URL');
  const url = new URL(text);
  if (text.length > LONGEST) throw at('invalid_request', `is longer than ${LONGEST} characters`);
  if (url.username !== '' || url.password !== '' || url.hash !== '')
    throw at('url_not_allowed', 'must hold no user, password or fragment');
  const isAllowed =
    url.protocol === 'https:' ||
    (allowInsecureUrls && url.protocol === 'http:' && isLoopback(url.hostname));
  if (!isAllowed) throw at('url_not_allowed', 'must begin with https://');
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' ||
  host.endsWith('.localhost') ||
  host === '[::1]' ||
  /^127(\.\d{1,3}){3}$/.test(host);

const at = (code: 'invalid_request' | 'url_not_allowed', what: string): Problem =>
  new Problem(code, `The callback URL ${what}.`, {
    errors: [{ pointer: '/callback_url', detail: `This ${what}.` }],
  });
