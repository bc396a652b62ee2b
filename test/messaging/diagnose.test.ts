import { describe, expect, test } from 'vitest';
import { errorCatalogue } from '../../src/graph/errors.js';
import { diagnose, rowsOfCode } from '../../src/messaging/diagnose.js';
import { diagnosisRows } from '../../src/messaging/diagnoses/index.js';

const codesOf = (code: number | readonly [number, number]): readonly number[] =>
  typeof code === 'number' ? [code] : code;

const NAMES = diagnosisRows.map((row) => [JSON.stringify([row.code, row.subcode]), row] as const);

describe('the table', () => {
  test('has every code that onboarding tells apart, as precise', () => {
    const without = errorCatalogue.flatMap((row) => {
      const { subcode } = row;
      const asked = codesOf(row.code).map((code) => ({
        code,
        subcode,
        message: row.textIncludes?.[0],
      }));
      return asked.filter((failure) => {
        const found = rowsOfCode(failure.code).filter(
          (known) =>
            (known.subcode !== undefined) === (row.subcode !== undefined) &&
            (known.textIncludes !== undefined) === (row.textIncludes !== undefined),
        );
        return found.length === 0 || !diagnose(failure).known;
      });
    });
    expect(without).toEqual([]);
  });

  test('has no code that the catalogue does not have', () => {
    const beyond = diagnosisRows
      .flatMap(({ code }) => codesOf(code))
      .filter(
        (code) =>
          !errorCatalogue.some((row) => {
            const [from, to = from] = codesOf(row.code);
            return from! <= code && code <= to!;
          }),
      );
    expect(beyond).toEqual([]);
  });

  test('has no row twice', () => {
    const keys = diagnosisRows.map(({ code, subcode, textIncludes }) =>
      JSON.stringify([code, subcode, textIncludes]),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  test.each(NAMES)('says everything in whole sentences: %s', (_, row) => {
    for (const sentence of [row.meaning, row.fix, ...row.likelyCauses])
      expect(sentence).toMatch(/^[A-Z"].*[.)]$/s);
    expect(row.likelyCauses.length).toBeGreaterThan(0);
    expect(row.source).not.toBe('');
    // A wait without a retry would be read by nobody.
    expect(row.retryAfterS === undefined || row.retry === 'after').toBe(true);
  });
});

describe('a failure', () => {
  test('131031 is the account, and says that it is not the recipient', () => {
    const { meaning, likelyCauses, retry, whoseMove } = diagnose({
      code: 131031,
      title: 'Business Account locked',
    });
    expect(meaning).toContain('restricted');
    expect(meaning).toContain('not say that the recipient blocked you');
    expect(likelyCauses.join(' ')).toContain('PIN');
    expect([retry, whoseMove]).toEqual(['no', 'customer']);
  });

  test('132015 is a paused template, and says that it is not the image link', () => {
    const { meaning, retry, retryAfterS } = diagnose({ code: 132015, title: 'Template is paused' });
    expect(meaning).toContain('paused');
    expect(meaning).toContain('131052 or 131053');
    expect([retry, retryAfterS]).toEqual(['after', 10_800]);
  });

  test.each([
    [{ code: 131026, title: 'Message undeliverable' }, 'no', null, 'none'],
    [{ code: 132000, title: 'Number of parameters does not match' }, 'no', null, 'operator'],
    [{ code: 130429, title: 'Rate limit hit' }, 'after', 5, 'time'],
    [{ code: 131047, title: 'Re-engagement message' }, 'no', null, 'operator'],
    [{ code: 131049, title: 'Message failed' }, 'after', 86_400, 'time'],
    [{ code: 131056, title: 'Pair rate limit hit' }, 'after', 6, 'time'],
    [{ code: 131000, title: 'Something went wrong' }, 'now', null, 'meta'],
    [{ code: 190, subcode: 463, message: 'Session has expired' }, 'no', null, 'operator'],
    [{ code: 133010, message: '(#133010) Account not registered' }, 'no', null, 'us'],
    [{ code: 133016, message: 'rate limit exceeded' }, 'after', 259_200, 'time'],
  ] as const)('%o', (failure, retry, retryAfterS, whoseMove) => {
    expect(diagnose(failure)).toMatchObject({ retry, retryAfterS, whoseMove, known: true });
  });

  test('is told from others of its code by subcode and by text', () => {
    expect(diagnose({ code: 100, subcode: 33 }).meaning).toContain('not visible');
    expect(diagnose({ code: 190, subcode: 460 }).meaning).toContain('password');
    expect(diagnose({ code: 190, subcode: 1 }).meaning).toBe(diagnose({ code: 190 }).meaning);
    expect(
      diagnose({
        code: 100,
        subcode: 2388001,
        title: 'Cannot Create Certificate',
        details: 'Your display name could not be processed.',
      }),
    ).toMatchObject({ retry: 'after', whoseMove: 'meta', subcode: 2388001 });
    expect(
      diagnose({
        code: 131053,
        title: 'Media upload error',
        details: 'Downloading media from weblink failed with http code 429',
      }),
    ).toMatchObject({ retry: 'after', retryAfterS: 300 });
    expect(diagnose({ code: 131053, title: 'Media upload error' }).retry).toBe('no');
  });

  test.each([
    2388019, 2388023, 2388024, 2388039, 2388040, 2388047, 2388072, 2388073, 2388293, 2388299,
    2494160,
  ])('%i is known as a code of its own too', (code) => {
    const own = diagnose({ code });
    expect(own).toMatchObject({ code, known: true });
    expect(own.meaning).toBe(diagnose({ code: 100, subcode: code }).meaning);
  });

  test('33 alone is the deleted number, not the missing object of 100/33', () => {
    expect(diagnose({ code: 33 }).meaning).not.toBe(diagnose({ code: 100, subcode: 33 }).meaning);
  });

  test('waits as long as Meta stated, and only where waiting helps', () => {
    expect(diagnose({ code: 133008, retryAfterMs: 7_200_500 }).retryAfterS).toBe(7_201);
    expect(diagnose({ code: 131026, retryAfterMs: 1_000 }).retryAfterS).toBeNull();
  });

  test("keeps Meta's words when its code is new to us, and says so", () => {
    expect(
      diagnose({ code: 987_654, subcode: 7, title: 'A new thing', details: 'It went wrong.' }),
    ).toEqual({
      code: 987_654,
      subcode: 7,
      meaning:
        'Meta\'s error code 987654 is not known to OnboardNumber. Meta says: "A new thing; It went wrong.".',
      likelyCauses: [],
      fix: expect.stringContaining("Meta's support"),
      retry: 'no',
      retryAfterS: null,
      whoseMove: 'operator',
      source: "Meta's own words",
      known: false,
    });
    expect(diagnose({ code: null }).meaning).toBe(
      'Meta gave no error code. Meta said nothing more.',
    );
  });
});
