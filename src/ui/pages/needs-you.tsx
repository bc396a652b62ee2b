import type { Hono } from 'hono';
import { renderPage } from '../components/layout.js';
import { LiveRegion } from '../components/live-region.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import { strings } from '../strings.js';

/** `/`: what needs a person, by what they must do. */
export function registerNeedsYou(ui: Hono<UiEnv>, _deps: ConsoleDependencies): void {
  ui.get('/', (c) =>
    renderPage(c, {
      title: strings.nav.needsYou,
      live: { topics: ['numbers'] },
      children: (
        <LiveRegion path="/">
          <h1>{strings.nav.needsYou}</h1>
        </LiveRegion>
      ),
    }),
  );
}
