import { describe, expect, test } from 'vitest';
import { errorCatalogue } from '../../src/graph/errors.js';
import { diagnose, variantsOf } from '../../src/messaging/diagnose.js';
import { DIAGNOSIS_SOURCES } from '../../src/messaging/diagnosis-sources.js';
import { diagnosisRows } from '../../src/messaging/diagnoses/index.js';
import { metaCodes } from '../graph/meta-codes.js';

const codesOf = (code: number | readonly [number, number]): readonly number[] =>
  typeof code === 'number' ? [code] : code;

const NAMES = diagnosisRows.map((row) => [JSON.stringify([row.code, row.subcode]), row] as const);

const CODES = metaCodes.flatMap(({ codes, ...expected }) =>
  codes.map(
    ({ code, subcode }) =>
      [`${code}${subcode === null ? '' : `/${subcode}`}`, { code, subcode }, expected] as const,
  ),
);

/** Subcodes that the facts name without a meaning of their own. */
const SAME_AS_CODE = [2446079, 2494055, 2494073];

describe('the table', () => {
  test.each(CODES)('has %s, to be tried again as the facts say', (_, failure, expected) => {
    expect(diagnose(failure)).toMatchObject({ ...failure, ...expected, known: true });
  });

  test('tells every subcode from its code', () => {
    const told = CODES.map(([, failure]) => failure)
      .filter(({ subcode }) => subcode !== null && !SAME_AS_CODE.includes(subcode))
      // Captures carry the subcode, Meta's page does not: one meaning.
      .filter(({ code }) => code !== 136024 && code !== 136025);
    const asCode = told.filter(
      ({ code, subcode }) => diagnose({ code, subcode }).meaning === diagnose({ code }).meaning,
    );
    expect(asCode).toEqual([]);
    expect(told.length).toBeGreaterThan(30);
  });

  test('knows the codes that onboarding tells apart, and what it tells them by', () => {
    const without = errorCatalogue.flatMap(({ code, subcode, textIncludes }) =>
      codesOf(code).flatMap((one) => {
        const told = diagnosisRows.some(
          (row) =>
            codesOf(row.code)[0]! <= one &&
            one <= codesOf(row.code).at(-1)! &&
            (subcode === undefined || [row.subcode].flat().includes(subcode)) &&
            (textIncludes ?? []).every((text) => row.textIncludes?.includes(text)),
        );
        return told ? [] : [{ code: one, subcode, textIncludes }];
      }),
    );
    expect(without).toEqual([]);
  });

  test('has no code that is new to onboarding', () => {
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
    // Tags first, then perhaps a remark.
    const [tags = ''] = row.source.split(',');
    for (const tag of tags.split('/')) expect(Object.keys(DIAGNOSIS_SOURCES)).toContain(tag);
    // A wait without a retry would be read by nobody.
    expect(row.retryAfterS === undefined || row.retry === 'after').toBe(true);
    // Time alone mends nothing that is not to be tried again, and somebody or something mends the rest.
    if (row.retry === undefined) expect(row.whoseMove).not.toBe('time');
    else expect(row.whoseMove).not.toBe('none');
  });
});

describe('sub-variants told apart by text (facts §1.10–§1.12, §2.3, §3.2, §3.3)', () => {
  test.each([
    [100, 2388001, 'Your display name could not be processed.', 'after', 'meta', 'display name'],
    [100, 2388001, 'registered to an existing WhatsApp account', 'after', 'customer', 'existing'],
    [100, 2388001, 'Two-step authentication must be disabled', 'no', 'customer', 'Two-step'],
    [100, 2388001, 'only after confirming ownership', 'no', 'customer', 'ownership'],
    [100, 2388001, 'Não foi possível', 'no', 'operator', 'not known to us'],
    [100, 2388103, 'Webhooks have not been set up for it', 'no', 'operator', 'webhooks'],
    [100, 2388103, 'is eligible to be added directly', 'no', 'operator', 'added directly'],
    [100, 2388103, 'name should be present and approved', 'no', 'customer', 'display name'],
    [100, 2388103, 'is not set up correctly', 'no', 'operator', 'source account'],
    [100, 2388103, 'does not have a payment account', 'no', 'operator', 'payment account'],
    [100, 2388103, 'has no payment account', 'no', 'operator', 'payment account'],
    [100, 2388103, 'There was an error migrating it', 'after', 'meta', 'went wrong'],
    [
      100,
      2388103,
      'belongs to a different Business Manager',
      'no',
      'operator',
      'different business',
    ],
    [
      100,
      2388103,
      'Your WhatsApp account must be approved',
      'no',
      'customer',
      'destination account',
    ],
    [100, 2388103, '"Messaging For" request', 'no', 'customer', 'Messaging For'],
    [100, 2388103, 'Something else', 'no', 'operator', 'not known to us'],
    [100, null, 'Tried accessing nonexisting field (x)', 'now', 'us', 'field'],
    [100, null, 'Before override the current callback uri', 'after', 'us', 'subscribed'],
    [100, null, 'Webhook callback URL is not reachable', 'no', 'operator', 'callback URL'],
    [100, null, 'This authorization code has expired.', 'no', 'customer', 'has expired'],
    [100, null, 'weak PIN', 'no', 'operator', 'easy to guess'],
    [100, null, 'is not available for SMB businesses', 'no', 'customer', 'shared with'],
    [136025, null, 'not available for SMB accounts', 'no', 'none', 'shared with'],
    [136025, 2388093, 'The code you entered has expired', 'no', 'customer', 'has expired'],
    [200, null, 'You must accept the WhatsApp terms', 'no', 'customer', 'terms'],
    [200, null, 'Provide valid app ID', 'no', 'operator', 'no token'],
    [131052, null, 'failed with http code 429', 'after', 'operator', 'too many requests'],
    [131053, null, 'Too Many Requests', 'after', 'operator', 'too many requests'],
    [131053, null, 'https://example.com/429.png: http code 404', 'no', 'operator', 'uploaded'],
  ] as const)('%i/%s "%s"', (code, subcode, details, retry, whoseMove, meaning) => {
    const said = { code, subcode, title: null, message: 'Invalid parameter', details };
    expect(diagnose(said)).toMatchObject({
      retry,
      whoseMove,
      meaning: expect.stringContaining(meaning),
    });
  });
});

describe('what is told from a code', () => {
  const subcodesOf = (code: number, subcode?: number) =>
    variantsOf(code, subcode).map((row) => row.subcode);

  test('is not the diagnosis itself', () => {
    expect(subcodesOf(190)).toEqual([458, 459, 460, 463, 464, 467, 492]);
    expect(subcodesOf(190, 463)).toEqual([]);
    expect(subcodesOf(131031)).toEqual([]);
  });

  test('is there for a subcode that is asked for as a code of its own', () => {
    const texts = variantsOf(100, 2388001).map((row) => row.textIncludes?.[0]);
    expect(texts).toEqual(['display name', 'existing WhatsApp account', 'two-step', 'ownership']);
    expect(variantsOf(2388001)).toEqual(variantsOf(100, 2388001));
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
    [131026, 'none'],
    [132000, 'operator'],
    [130429, 'time'],
    [131047, 'operator'],
    [131049, 'time'],
    [131056, 'time'],
    [131000, 'meta'],
    [190, 'operator'],
    [133010, 'us'],
    [133016, 'time'],
  ] as const)('%i is the move of: %s', (code, whoseMove) => {
    expect(diagnose({ code })).toMatchObject({ whoseMove, known: true });
  });

  test('is told from others of its code by subcode and by text', () => {
    expect(diagnose({ code: 100, subcode: 33 }).meaning).toContain('not visible');
    expect(diagnose({ code: 190, subcode: 460 }).meaning).toContain('password');
    expect(diagnose({ code: 190, subcode: 1 }).meaning).toBe(diagnose({ code: 190 }).meaning);
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
