import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { authenticate, hashKey } from '../../operations/authenticate.js';
import { Problem } from '../../operations/problem.js';
import { renderBarePage } from '../components/layout.js';
import { Notice } from '../components/notice.js';
import { SetupList } from '../components/setup-list.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import { formOf } from '../form.js';
import { adminProof, endSession, keepSession, readSession } from '../session.js';
import { setupLines, type SetupLine } from '../setup.js';
import { strings } from '../strings.js';

const formSchema = z.object({
  key: z.string().trim(),
  name: z.string().trim().max(100).default(''),
  next: z.string().default('/'),
});

/** Signing in and out, and choosing whose numbers a platform key looks at. */
export function registerSignIn(ui: Hono<UiEnv>, deps: ConsoleDependencies): void {
  ui.get('/sign-in', async (c) => {
    const link = c.req.query('link');
    if (link === undefined) {
      const lines = await setupLines(deps);
      const isFirstRun = lines.some(({ title, isFine }) => title === FIRST && !isFine);
      if (isFirstRun) return firstRunPage(c, lines);
      return signInPage(c, { next: c.req.query('next') ?? '/' });
    }
    if (deps.devSignIn === null || hashKey(link) !== hashKey(deps.devSignIn)) {
      return signInPage(c, { next: '/', problem: strings.signIn.linkOver }, 401);
    }
    await keepSession(
      c,
      {
        keyId: null,
        adminProof: adminProof(deps),
        accountId: null,
        name: null,
        since: deps.clock.now(),
      },
      deps,
    );
    return c.redirect('/');
  });

  ui.post('/sign-in', async (c) => {
    const { key, name, next } = await formOf(c, formSchema);
    try {
      const actor = await authenticate(
        {
          apiKey: key,
          accountId: undefined,
          actor: name === '' ? undefined : name,
          requestId: c.var.requestId,
        },
        deps,
      );
      if (!actor.scopes.includes('read')) {
        throw new Problem('insufficient_scope', strings.signIn.needsRead);
      }
      await keepSession(
        c,
        {
          keyId: actor.keyId,
          adminProof: actor.keyId === null ? adminProof(deps) : null,
          accountId: null,
          name: name === '' ? null : name,
          since: deps.clock.now(),
        },
        deps,
      );
      return c.redirect(ownPath(next), 303);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return signInPage(c, { next, name, problem: error.detail }, 401);
    }
  });

  ui.post('/sign-out', (c) => {
    endSession(c);
    return c.redirect('/sign-in', 303);
  });

  ui.post('/account', async (c) => {
    const { account, next } = await formOf(
      c,
      z.object({ account: z.string(), next: z.string().default('/') }),
    );
    const session = await readSession(c, deps);
    if (session === null) return c.redirect('/sign-in', 303);
    const known = c.var.accounts.some(({ id }) => id === account);
    await keepSession(c, { ...session, accountId: known ? account : null }, deps);
    return c.redirect(ownPath(next), 303);
  });
}

/** A path of this console; never another site's address. */
const ownPath = (path: string): string => (/^\/(?![/\\])/.test(path) ? path : '/');

/** Nobody can sign in before there is a key: then this says what is there already, and what to do. */
const FIRST = strings.setup.parts.api_key;

const firstRunPage = (c: Context<UiEnv>, lines: readonly SetupLine[]) =>
  renderBarePage(c, {
    title: strings.setup.title,
    children: (
      <article>
        <h1>{strings.setup.title}</h1>
        <p class="muted">{strings.setup.intro}</p>
        <SetupList lines={lines} />
      </article>
    ),
  });

function signInPage(
  c: Context<UiEnv>,
  { next, name = '', problem }: { next: string; name?: string; problem?: string },
  status: 200 | 401 = 200,
) {
  const { title, intro, key, nameHint, submit } = strings.signIn;
  return renderBarePage(
    c,
    {
      title,
      children: (
        <article>
          <h1>{title}</h1>
          <p>{intro}</p>
          {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
          <form method="post" action="/sign-in">
            <input type="hidden" name="next" value={ownPath(next)} />
            <label>
              {key}
              <input
                type="password"
                name="key"
                required
                autocomplete="current-password"
                autofocus
                aria-invalid={problem === undefined ? undefined : 'true'}
              />
            </label>
            <label>
              {strings.signIn.name}
              <input type="text" name="name" value={name} maxlength={100} autocomplete="name" />
              <small>{nameHint}</small>
            </label>
            <button type="submit">{submit}</button>
          </form>
        </article>
      ),
    },
    status,
  );
}
