import { expect, test } from 'vitest';
import { demoNumbers, spareNumber } from '../../src/dev/demo-numbers.js';
import { givenBehaviour, numberInput } from '../../src/simulator/control/number-input.js';
import { findScenario } from '../../src/simulator/scenarios/index.js';

const all = [...demoNumbers, spareNumber];

test.each(all)('$name: scenario $scenario is one that the simulator knows', (number) => {
  expect(findScenario(number.scenario)).toBeDefined();
  expect(givenBehaviour(numberInput.parse(number.waits ?? {}))).toEqual(number.waits ?? {});
});

test('every number is there once, with a phone number reserved for fiction', () => {
  for (const field of ['id', 'name', 'phone'] as const)
    expect(new Set(all.map((number) => number[field])).size).toBe(all.length);
  for (const { id, phone } of all) {
    expect(id).toMatch(/^\d{15}$/);
    expect(phone).toMatch(/^(\+1 202-555-01\d\d|\+44 20 7946 0\d{3})$/);
  }
});

test('what a scenario does to its WABA it does to no other number', () => {
  for (const number of all) {
    if (findScenario(number.scenario)?.waba === undefined) continue;
    expect(all.filter(({ waba }) => waba.id === number.waba.id)).toEqual([number]);
  }
});

test('the spare number is for the reader alone', () => {
  expect(demoNumbers.map(({ waba }) => waba.id)).not.toContain(spareNumber.waba.id);
});
