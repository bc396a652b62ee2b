import { describe, expect, test } from 'vitest';
import { errorCatalogue, findErrorRow } from '../../src/graph/errors.js';

/** Every number in the tables of facts/meta.md §3.1–§3.3; of a range both ends. */
const AUTHORIZATION = [
  0, 1, 2, 3, 4, 10, 17, 32, 33, 100, 102, 104, 190, 192, 200, 201, 299, 300, 341, 368, 506, 613,
  803, 80007, 80008, 80012, 200000, 200002, 200005, 200006, 200007,
];
const REGISTRATION = [
  136024, 136025, 2494100, 131031, 131045, 133000, 133001, 133002, 133003, 133004, 133005, 133006,
  133007, 133008, 133009, 133010, 133015, 133016, 141000, 141002, 141006, 141010, 2593107, 2593108,
  2593109, 2593079, 2593085, 147001, 147005, 1752041,
];
const MESSAGING = [
  130403, 130429, 130472, 130497, 130501, 131000, 131005, 131008, 131009, 131016, 131020, 131041,
  131021, 131026, 131030, 131035, 131037, 131042, 131044, 131047, 131048, 131049, 131050, 131051,
  131052, 131053, 131055, 131056, 131057, 131059, 131060, 131062, 131063, 131064, 131201, 131215,
  132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132018, 132068, 132069, 134011,
  134100, 134101, 134102, 135000, 137000, 138000, 138025, 139000, 139004, 139100, 139103,
];
const SUBCODES_OF_100 = [
  33, 36009, 2494010, 2388001, 2388004, 2388012, 2388091, 2388093, 2388092, 2388103, 2388386,
  2207051, 2388019, 2388023, 2388024, 2388039, 2388040, 2388047, 2388072, 2388073, 2388293, 2388299,
  2494160,
];

describe('the catalogue', () => {
  test.each([...AUTHORIZATION, ...REGISTRATION, ...MESSAGING])('has code %i', (code) => {
    expect(findErrorRow({ code })).toBeDefined();
  });

  test.each(SUBCODES_OF_100)('has 100/%i', (subcode) => {
    expect(findErrorRow({ code: 100, subcode })?.subcode).toBeDefined();
  });

  test('has no row twice', () => {
    const keys = errorCatalogue.map(({ code, subcode, textIncludes }) =>
      JSON.stringify([code, subcode, textIncludes]),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('leaves no cell empty', () => {
    for (const row of errorCatalogue) {
      const cells = [row.meaning, row.likelyCause, row.action, row.source];
      expect(cells.every((cell) => cell.trim() !== '')).toBe(true);
    }
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
    expect(findErrorRow({ code: 190, subcode: 1 })?.meaning).toContain('token');
  });

  test('not at all when the code is new to us', () => {
    expect(findErrorRow({ code: 987_654 })).toBeUndefined();
  });
});
