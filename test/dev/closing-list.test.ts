import { expect, test } from 'vitest';
import { closingList } from '../../src/dev/closing-list.js';

test('the last part is closed first, each once, also when one fails to', async () => {
  const told: string[] = [];
  const closing = closingList(
    (name) => told.push(name),
    (name, error) => told.push(`${name} failed: ${String(error)}`),
  );
  closing.add(null, 'first', () => Promise.resolve());
  closing.add(null, 'second', () => Promise.reject(new Error('stuck')));
  closing.add(null, 'third', () => Promise.resolve());

  await closing.closeAll();
  await closing.closeAll();

  expect(told).toEqual(['third', 'second', 'second failed: Error: stuck', 'first']);
});

test('what is added is handed on', () => {
  const part = { port: 1 };
  const closing = closingList(
    () => {},
    () => {},
  );

  expect(closing.add(part, 'part', () => Promise.resolve())).toBe(part);
});
