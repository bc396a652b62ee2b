import { accountScenarios } from './accounts.js';
import { afterwardsScenarios } from './afterwards.js';
import { completeScenario } from './defaults.js';
import { nameScenarios } from './names.js';
import { registrationScenarios } from './registration.js';
import type { Scenario } from './scenario.js';

/** Every named course of events, in the order in which the page and the demo show them. Source: simulator.md §4. */
export const scenarios: readonly Scenario[] = [
  ...registrationScenarios,
  ...nameScenarios,
  ...accountScenarios,
  ...afterwardsScenarios,
].map(completeScenario);

const byName = new Map(scenarios.map((scenario) => [scenario.name, scenario]));

/** The scenario of that name. */
export function findScenario(name: string): Scenario | undefined {
  return byName.get(name);
}

/** What a number does that was put without a scenario. */
export function defaultScenario(): Scenario {
  const [first] = scenarios;
  if (first === undefined) throw new Error('no scenario is defined');
  return first;
}
