import { Hono, type Context } from 'hono';
import { compress } from 'hono/compress';
import { csrf } from 'hono/csrf';
import type { App } from '../api/context.js';
import { signupSources } from '../api/signup-sources.js';
import { securityHeaders } from '../api/security-headers.js';
import { registerAssets } from './assets.js';
import type { ConsoleDependencies, UiEnv } from './context.js';
import { answerErrorPage } from './error-page.js';
import { LIVE_PATH, registerLiveStream } from './live/stream.js';
import { Problem } from '../operations/problem.js';
import { isSignupOffered } from './components/signup.js';
import { registerConnect } from './pages/connect.js';
import { registerConnectSignup } from './pages/connect-signup.js';
import { OPERATIONS_PATHS, registerOperationsPages } from './operations-pages.js';
import { registerNeedsYou } from './pages/needs-you.js';
import { registerNumberHealth } from './pages/number-health.js';
import { registerNumberOverview } from './pages/number-overview.js';
import { registerNumberTimeline } from './pages/number-timeline.js';
import { registerNumberList } from './pages/numbers.js';
import { registerSearch } from './pages/search.js';
import { registerSetup } from './pages/setup.js';
import { registerSignIn } from './pages/sign-in.js';
import { signedIn } from './signed-in.js';
import { strings } from './strings.js';

const CONNECT_PATHS = '/connect/*';
/** What only those who signed in see; everything under each path too. */
const BEHIND_SIGN_IN = [
  '/',
  '/account',
  LIVE_PATH,
  '/attention/*',
  '/search',
  '/numbers/*',
  CONNECT_PATHS,
  '/setup',
  ...OPERATIONS_PATHS,
];
const OPEN = ['/sign-in', '/sign-out'];

/**
 * Nothing comes from anywhere else, nothing runs or styles inline, nobody frames us. `data:` images are the arrows of Pico's form fields.
 * Forms may go to us alone.
 */
const headersWith = ({ sdk, dialog }: { readonly sdk: string[]; readonly dialog: string[] }) =>
  securityHeaders({
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'", ...sdk],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'", ...dialog],
    ...(dialog.length > 0 && { frameSrc: dialog }),
    formAction: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  });

const OF_PROGRAMS = /^\/(v1|api|webhooks|whatsapp|docs|assets|embedded-signup)(\/|$)/;

/** Does a person ask for a page that is not there? Programs are told in their own way. */
const wantsPage = ({ req }: Context<UiEnv>): boolean =>
  (req.header('accept') ?? '').includes('text/html') && !OF_PROGRAMS.test(req.path);

/** The web console, beside the API in the same server. Pages are views: they call the API's own operations and presenters. */
export function registerConsole(app: App, deps: ConsoleDependencies): void {
  const ui = new Hono<UiEnv>();
  ui.onError(answerErrorPage);
  registerAssets(ui);

  const headers = headersWith({ sdk: [], dialog: [] });
  // The one page that loads anything of Meta's: its sign-up cannot be served from here.
  const { sdk, dialog } = signupSources(deps.signupPage?.sdkUrl);
  const headersOfConnect = isSignupOffered(deps)
    ? headersWith({ sdk: [sdk], dialog: [dialog] })
    : headers;
  const isOurs = csrf({ origin: new URL(deps.publicUrl).origin });
  const session = signedIn(deps);
  for (const path of OPEN) ui.use(path, headers, isOurs);
  for (const path of BEHIND_SIGN_IN) {
    // The stream must not wait until there is enough of it to be worth compressing.
    if (path !== LIVE_PATH) ui.use(path, compress());
    ui.use(path, path === CONNECT_PATHS ? headersOfConnect : headers, isOurs, session);
  }

  registerSignIn(ui, deps);
  registerLiveStream(ui, deps);
  registerNeedsYou(ui, deps);
  registerNumberList(ui, deps);
  registerNumberOverview(ui, deps);
  registerNumberHealth(ui, deps);
  registerNumberTimeline(ui, deps);
  registerConnect(ui, deps);
  registerConnectSignup(ui, deps);
  registerSearch(ui, deps);
  registerSetup(ui, deps);
  registerOperationsPages(ui, deps);
  ui.get('*', headers, (c, next) =>
    wantsPage(c) ? answerErrorPage(new Problem('not_found', strings.error.notFound), c) : next(),
  );
  app.route('/', ui);
}
