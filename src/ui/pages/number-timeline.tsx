import type { Hono } from 'hono';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../api/pagination.js';
import { listTimeline } from '../../store/timeline.js';
import { Happenings } from '../components/happenings.js';
import { renderPage } from '../components/layout.js';
import { NumberFrame } from '../components/number-frame.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import { loadNumber } from '../load-number.js';
import { strings } from '../strings.js';

const PAGE = 50;
const place = z.tuple([z.string().regex(/^\d{1,18}$/)]).transform(([id]) => id);

/** `/numbers/{id}/timeline`: everything that happened, with Meta's words, trace ids, and who did it. */
export function registerNumberTimeline(ui: Hono<UiEnv>, deps: ConsoleDependencies): void {
  ui.get('/numbers/:id/timeline', async (c) => {
    const id = c.req.param('id');
    const { row, shown } = await loadNumber(c, id, deps);
    const after = c.req.query('after');
    const rows = await listTimeline(deps.db, row.id, {
      after: decodeCursor(after, place),
      limit: PAGE + 1,
    });
    const listed = rows.slice(0, PAGE);
    const last = rows.length > PAGE ? listed.at(-1) : undefined;
    const base = `/numbers/${id}/timeline`;
    return renderPage(c, {
      title: `${strings.number.tabs.timeline} · ${shown.verified_name ?? id}`,
      live: { topics: ['numbers'], phoneNumberId: id },
      children: (
        <NumberFrame
          number={shown}
          tab="/timeline"
          path={after === undefined ? base : `${base}?after=${encodeURIComponent(after)}`}
        >
          <Happenings rows={listed} now={deps.clock.now()} detailed />
          <nav class="pages" aria-label={strings.numbers.pages}>
            {after !== undefined && <a href={base}>{strings.numbers.first}</a>}
            {last !== undefined && (
              <a href={`${base}?after=${encodeCursor([last.id])}`}>{strings.numbers.older}</a>
            )}
          </nav>
        </NumberFrame>
      ),
    });
  });
}
