import { resumeEvents } from '../rules/resume-events.js';
import { defaultScenario, findScenario } from '../scenarios/index.js';
import type { AccessToken } from './access-token.js';
import type { App } from './app.js';
import type { PhoneNumber } from './phone-number.js';
import type { Waba } from './waba.js';
import type { World } from './world.js';

const VERSION = 1;

/** What a world is made anew from. Left out, as short-lived: call budgets, logs, faults, chaos, signup codes, webhooks under way. */
interface Snapshot {
  readonly version: typeof VERSION;
  readonly now: number;
  readonly apps: readonly App[];
  readonly wabas: readonly Omit<Waba, 'budgets'>[];
  readonly tokens: readonly AccessToken[];
  /** With the scenario by its name. */
  readonly numbers: readonly (Omit<PhoneNumber, 'scenario'> & { readonly scenario: string })[];
}

/** Everything this Meta knows, as text. */
export function takeSnapshot(world: World): string {
  const snapshot: Snapshot = {
    version: VERSION,
    // First the clock: what is due must have happened before anything is looked at.
    now: world.now(),
    apps: [...world.apps.values()],
    wabas: [...world.wabas.values()].map(({ budgets: _budgets, ...waba }) => waba),
    tokens: [...world.tokens.values()],
    numbers: [...world.numbers.values()].map((number) => ({
      ...number,
      scenario: number.scenario.name,
    })),
  };
  return JSON.stringify(snapshot, writeCollections);
}

/** Makes an empty world what it was, with what was due meanwhile still to happen. @throws Error for a text of another version */
export function restoreSnapshot(world: World, text: string): void {
  const snapshot = JSON.parse(text, readCollections) as Snapshot;
  if (snapshot.version !== VERSION)
    throw new Error(`a snapshot of version ${String(snapshot.version)}, not ${VERSION}`);

  // A clock that was set forward stays so.
  world.clock.moveForwardTo(snapshot.now);
  for (const app of snapshot.apps) world.putApp(app.id, app);
  for (const waba of snapshot.wabas) world.wabas.set(waba.id, { ...waba, budgets: new Map() });
  for (const token of snapshot.tokens) world.tokens.set(token.text, token);
  for (const kept of snapshot.numbers) {
    const scenario = findScenario(kept.scenario) ?? defaultScenario();
    // Rows come from the scenario, and so does what it was kept without because it is newer.
    const { later, refusals } = scenario.behaviour;
    const behaviour = { ...scenario.behaviour, ...kept.behaviour, later, refusals };
    const number = { ...kept, scenario, behaviour };
    world.numbers.set(kept.id, { ...number, shared_app_data: number.shared_app_data ?? [] });
  }
  for (const number of world.numbers.values()) resumeEvents(world, number, snapshot.now);
}

/** JSON knows neither maps nor sets. */
function writeCollections(_key: string, value: unknown): unknown {
  if (value instanceof Map) return { $map: [...(value as Map<unknown, unknown>)] };
  if (value instanceof Set) return { $set: [...(value as Set<unknown>)] };
  return value;
}

function readCollections(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$map' in value) return new Map(value.$map as [unknown, unknown][]);
  if ('$set' in value) return new Set(value.$set as unknown[]);
  return value;
}
