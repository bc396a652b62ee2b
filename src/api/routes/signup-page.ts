import { readFileSync } from 'node:fs';
import { html } from 'hono/html';
import type { App, AppDependencies } from '../context.js';
import { signupSources } from '../signup-sources.js';

/** These keep the window that opened Meta's pop-up, and let other sites import the module: the usual headers would forbid both. */
export const SIGNUP_PAGES = '/embedded-signup/';

const SCRIPTS = ['embedded-signup.js', 'example.js'] as const;

/** Meta's script and its pop-up and nothing else from outside. */
const policyFor = ({ sdk, dialog }: ReturnType<typeof signupSources>): string =>
  `default-src 'none'; script-src 'self' ${sdk}; connect-src 'self' ${dialog}; frame-src ${dialog}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** The browser side of Embedded Signup: the module for everybody's pages, and a page that shows how it is used. */
export function registerSignupPage(
  app: App,
  { meta, signupPage }: Pick<AppDependencies, 'meta' | 'signupPage'>,
): void {
  const { configId, sdkUrl } = signupPage ?? {};
  const policy = policyFor(signupSources(sdkUrl));

  for (const name of SCRIPTS) {
    app.get(`/embedded-signup/${name}`, (c) => {
      c.header('Content-Type', 'text/javascript; charset=utf-8');
      // Other sites may import it.
      c.header('Access-Control-Allow-Origin', '*');
      c.header('X-Content-Type-Options', 'nosniff');
      c.header('Cross-Origin-Resource-Policy', 'cross-origin');
      return c.body(readFileSync(new URL(`../../browser/${name}`, import.meta.url), 'utf8'));
    });
  }

  app.get('/embedded-signup', (c) => {
    c.header('Content-Security-Policy', policy);
    // The pop-up answers to the page that opened it.
    c.header('Cross-Origin-Opener-Policy', 'same-origin-allow-popups');
    const isSetUp = meta.app !== null && configId !== undefined;
    return c.html(
      html`<!doctype html>
        <html lang="en">
          <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <title>Connect a WhatsApp number</title>
            <style>
              body {
                font: 16px/1.5 system-ui;
                max-width: 40rem;
                margin: 3rem auto;
                padding: 0 1rem;
              }
              label {
                display: block;
                margin: 0.75rem 0;
              }
            </style>
          </head>
          <body
            data-app-id="${meta.app?.id ?? ''}"
            data-config-id="${configId ?? ''}"
            data-sdk-url="${sdkUrl ?? ''}"
          >
            <h1>Connect a WhatsApp number</h1>
            ${
              isSetUp
                ? html`<form>
                      <label>API key <input name="key" type="password" required /></label>
                      <label
                        ><input name="coexistence" type="checkbox" /> The number stays in the
                        WhatsApp Business app</label
                      >
                      <button disabled>Continue with Facebook</button>
                    </form>
                    <p><output aria-live="polite"></output></p>
                    <menu></menu>
                    <script type="module" src="/embedded-signup/example.js"></script>`
                : html`<p>Set META_APP_ID, META_APP_SECRET and SIGNUP_CONFIG_ID to try it here.</p>`
            }
          </body>
        </html>`,
    );
  });
}
