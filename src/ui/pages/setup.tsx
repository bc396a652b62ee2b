import type { Hono } from 'hono';
import { Problem } from '../../operations/problem.js';
import { renderPage } from '../components/layout.js';
import { SetupList } from '../components/setup-list.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import { setupLines } from '../setup.js';
import { strings } from '../strings.js';

/** `/setup`: what the installation stands on; for platform keys. Before there is a key the sign-in shows the same. */
export function registerSetup(ui: Hono<UiEnv>, deps: ConsoleDependencies): void {
  ui.get('/setup', async (c) => {
    if (!c.var.actor.isPlatform) throw new Problem('not_found', strings.error.notFound);
    const lines = await setupLines(deps);
    return renderPage(c, {
      title: strings.setup.title,
      children: (
        <>
          <h1>{strings.setup.title}</h1>
          <p class="muted">{strings.setup.intro}</p>
          <SetupList lines={lines} />
        </>
      ),
    });
  });
}
