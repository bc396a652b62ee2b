import { expect, test } from 'vitest';
import { table } from '../../src/cli/table.js';

test('columns stand under each other, and nothing trails', () => {
  expect(
    table([
      ['ID', 'NAME'],
      ['106540352242922', ''],
      ['1', 'a longer name'],
    ]),
  ).toBe(['ID               NAME', '106540352242922', '1                a longer name'].join('\n'));
});

test('no rows are no text', () => {
  expect(table([])).toBe('');
});
