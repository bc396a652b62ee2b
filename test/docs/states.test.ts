import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { rules } from '../../src/onboarding/decide.js';
import { REASON_CODES } from '../../src/onboarding/reasons.js';
import { ruleDescriptions } from '../../src/onboarding/rule-descriptions.js';
import { scenarios } from '../../src/simulator/scenarios/index.js';
import { statesDocument } from '../../tools/states-document.js';

test('docs/states.md is what the code says; `npm run docs:states` writes it', async () => {
  const written = await readFile(new URL('../../docs/states.md', import.meta.url), 'utf8');
  expect(written).toBe(statesDocument());
});

test('every row is described, in the order of the rule list', () => {
  expect(Object.keys(ruleDescriptions).toSorted()).toEqual(
    rules.map(({ name }) => name).toSorted(),
  );
});

test('every reason stands at a row', () => {
  const given = Object.values(ruleDescriptions).flatMap(({ reasons }) => reasons);
  expect(REASON_CODES.filter((code) => !given.includes(code))).toEqual([]);
});

test('every scenario that a row names is one of the simulator’s', () => {
  const known = scenarios.map(({ name }) => name);
  const named = Object.values(ruleDescriptions).flatMap(({ scenarios: names }) => names);
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});
