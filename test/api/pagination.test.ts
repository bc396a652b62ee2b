import { expect, test } from 'vitest';
import { z } from 'zod';
import { decodeCursor, encodeCursor, page } from '../../src/api/pagination.js';
import { Problem } from '../../src/operations/problem.js';

const place = z.tuple([z.string(), z.int()]);

test('a cursor comes back as it was made, and can be put in a URL as it is', () => {
  const cursor = encodeCursor(['zß?/+', 7]);

  expect(cursor).toMatch(/^[\w-]+$/);
  expect(decodeCursor(cursor, place)).toEqual(['zß?/+', 7]);
  expect(decodeCursor(undefined, place)).toBeNull();
});

test.each(['', 'x', encodeCursor([7, 'other list']), Buffer.from('{').toString('base64url')])(
  'the cursor "%s" of nobody is refused',
  (cursor) => expect(() => decodeCursor(cursor, place)).toThrow(Problem),
);

test('one row more than asked for means that there is another page', () => {
  const pageOf = (rows: number[]) => page(rows, 2, String, (row) => ['n', row]);

  expect(pageOf([1, 2])).toEqual({ data: ['1', '2'], has_more: false, next: null });
  expect(pageOf([1, 2, 3])).toEqual({
    data: ['1', '2'],
    has_more: true,
    next: encodeCursor(['n', 2]),
  });
  expect(pageOf([])).toEqual({ data: [], has_more: false, next: null });
});
