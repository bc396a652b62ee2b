import { describe, expect, test } from 'vitest';
import { errorCatalogue, findErrorRow } from '../../src/graph/errors.js';
import { metaCodes } from './meta-codes.js';

describe('the catalogue', () => {
  const known = metaCodes.flatMap(({ codes }) => codes);

  test.each(known)('knows $code/$subcode', (key) => {
    expect(findErrorRow(key)).toBeDefined();
  });

  test('has no row twice', () => {
    const keys = errorCatalogue.map(({ code, subcode, textIncludes }) =>
      JSON.stringify([code, subcode, textIncludes]),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('a row is found', () => {
  test('by text before subcode before code', () => {
    expect(findErrorRow({ code: 100 })?.subcode).toBeUndefined();
    expect(findErrorRow({ code: 100, subcode: 33 })?.subcode).toBe(33);
    expect(
      findErrorRow({ code: 100, subcode: 2388001, texts: ['OWNERSHIP'] })?.textIncludes,
    ).toEqual(['ownership']);
  });

  test('by its code when the subcode is new to us', () => {
    expect(findErrorRow({ code: 190, subcode: 1 })?.failureClass).toBe('token');
  });

  test('not at all when the code is new to us', () => {
    expect(findErrorRow({ code: 987_654 })).toBeUndefined();
  });
});
