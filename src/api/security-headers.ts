import { secureHeaders } from 'hono/secure-headers';

type ContentSecurityPolicy = NonNullable<
  NonNullable<Parameters<typeof secureHeaders>[0]>['contentSecurityPolicy']
>;

/**
 * What every answer says to browsers: nobody frames us, and no other site learns our addresses. Forms of our own still say where they come
 * from: with `no-referrer` a browser would send `Origin: null`, which the check against forged forms cannot tell from another site's.
 * A page adds what it may load.
 */
export const securityHeaders = (contentSecurityPolicy?: ContentSecurityPolicy) =>
  secureHeaders({
    xFrameOptions: 'DENY',
    referrerPolicy: 'same-origin',
    // A page keeps the pop-ups that it opens: Meta's answers to the page that opened it.
    crossOriginOpenerPolicy: 'same-origin-allow-popups',
    ...(contentSecurityPolicy && { contentSecurityPolicy }),
  });
