import type { Hono } from 'hono';
import { readinessOf, type Readiness } from '../../api/readiness.js';
import { within } from '../../operations/readiness.js';
import { wakeupBacklog, type Backlog } from '../../store/backlog.js';
import { shortDuration } from '../components/duration.js';
import { Fact } from '../components/fact.js';
import { renderPage } from '../components/layout.js';
import { Notice } from '../components/notice.js';
import { Table } from '../components/table.js';
import { Tile } from '../components/tile.js';
import type { ConsoleDependencies, UiEnv } from '../context.js';
import { strings } from '../strings.js';

/** `GET /system`: is everything there, and does anything lag? */
export function registerSystem(ui: Hono<UiEnv>, deps: ConsoleDependencies): void {
  const words = strings.system;
  const read = readinessOf(deps);

  ui.get('/system', async (c) => {
    const now = deps.clock.now();
    const [readiness, wakeups] = await Promise.all([
      read(),
      within(wakeupBacklog(deps.db, now)).catch(() => null),
    ]);
    return renderPage(c, {
      title: words.title,
      children: (
        <div
          id="system"
          hx-get="/system"
          hx-trigger="every 5s"
          hx-select="#system"
          hx-swap="outerMorph"
        >
          <h1>{words.title}</h1>
          <Verdict readiness={readiness} />
          <h2>{words.load}</h2>
          <Load readiness={readiness} wakeups={wakeups} streams={deps.live.size()} />
          <h2>{words.parts}</h2>
          <Parts readiness={readiness} />
          <h2>{words.versions}</h2>
          <dl class="facts">
            <Fact name={words.service}>{deps.version}</Fact>
            <Fact name={words.node}>{process.versions.node}</Fact>
            <Fact name={words.uptime}>{shortDuration(process.uptime())}</Fact>
          </dl>
        </div>
      ),
    });
  });
}

function Verdict({ readiness: { missing, degraded } }: { readiness: Readiness }) {
  const words = strings.system;
  if (missing.length > 0) {
    const names = missing.map((part) => words.partNames[part] ?? part).join(', ');
    return <Notice tone="bad">{words.notReady(names)}</Notice>;
  }
  return degraded.length > 0 ? (
    <Notice tone="waiting">{words.degraded}</Notice>
  ) : (
    <Notice tone="good">{words.ready}</Notice>
  );
}

function Load({
  readiness: { load, inFlight },
  wakeups,
  streams,
}: {
  readiness: Readiness;
  wakeups: Backlog | null;
  streams: number;
}) {
  const words = strings.system;
  const { ackMs, backlog } = load;
  return (
    <div class="tiles">
      <Tile
        name={words.waiting}
        value={backlog === null ? words.unknown : String(backlog.waiting)}
        hint={words.waitingHint}
      />
      <Tile name={words.oldest} value={ageOf(backlog)} />
      <Tile
        name={words.ack}
        value={ackMs === null ? words.none : `${round(ackMs.p50)} / ${round(ackMs.p99)} ms`}
        hint={words.ackHint}
      />
      <Tile name={words.inFlight} value={String(inFlight)} />
      <Tile
        name={words.wakeups}
        value={wakeups === null ? words.unknown : String(wakeups.waiting)}
        hint={words.wakeupsHint(ageOf(wakeups))}
      />
      <Tile name={words.streams} value={String(streams)} hint={words.streamsHint} />
    </div>
  );
}

const ageOf = (backlog: Backlog | null): string =>
  backlog === null ? strings.system.unknown : shortDuration(backlog.oldestMs / 1_000);

const round = (ms: number): number => Math.round(ms * 10) / 10;

function Parts({ readiness: { parts } }: { readiness: Readiness }) {
  const words = strings.system;
  return (
    <Table name={words.parts} columns={[]}>
      {Object.entries(parts).map(([name, { ok, detail }]) => (
        <tr>
          <th scope="row">{words.partNames[name] ?? name}</th>
          <td>
            <span class={`badge ${ok ? 'good' : 'bad'}`}>{ok ? words.ok : words.missing}</span>
          </td>
          <td class="detail">{detail}</td>
        </tr>
      ))}
    </Table>
  );
}
