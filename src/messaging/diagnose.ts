import { diagnosisRows } from './diagnoses/index.js';
import type { Diagnosis, DiagnosisRow } from './diagnosis.js';

/** What Meta said of a failure: in the answer to a call, in a status webhook, or in `health_status`. */
export interface Failure {
  /** Null: Meta gave none. */
  readonly code: number | null;
  readonly subcode?: number | null | undefined;
  readonly title?: string | null | undefined;
  readonly message?: string | null | undefined;
  readonly details?: string | null | undefined;
  /** The wait Meta stated, in headers or in `details`, ms; it counts before the one known of the code. */
  readonly retryAfterMs?: number | null | undefined;
}

/**
 * What a failure means, whose move it is and whether to try again. A code, subcode or text that says more wins over the bare code; a code that is new
 * to us keeps Meta's own words and says that it is unknown. Source: facts/meta.md §3.
 */
export function diagnose(failure: Failure): Diagnosis {
  const row = rowOf(failure);
  return row === undefined ? unknownTo(failure) : diagnosisOf(row, failure);
}

/** The diagnosis that one row stands for; `failure` adds what Meta said this time. */
export function diagnosisOf(row: DiagnosisRow, failure?: Failure): Diagnosis {
  const retry = row.retry ?? 'no';
  const stated = retry === 'no' ? null : (failure?.retryAfterMs ?? null);
  return {
    code: failure?.code ?? firstOf(row.code),
    subcode: failure === undefined ? firstOf(row.subcode ?? null) : (failure.subcode ?? null),
    meaning: row.meaning,
    likelyCauses: row.likelyCauses,
    fix: row.fix,
    retry,
    retryAfterS: stated === null ? (row.retryAfterS ?? null) : Math.ceil(stated / 1_000),
    whoseMove: row.whoseMove,
    source: row.source,
    known: true,
  };
}

/** What is told by subcode or text from the diagnosis of a code; `subcode` keeps only what is told by text. The least precise first. */
export function variantsOf(code: number, subcode?: number): readonly DiagnosisRow[] {
  const said = rowOf({ code, subcode });
  return rowsOf(code)
    .filter((row) => row !== said)
    .filter((row) => subcode === undefined || subcodesOf(row)?.includes(subcode))
    .toSorted((one, other) => precision(one) - precision(other));
}

function rowOf(failure: Failure): DiagnosisRow | undefined {
  const { code, subcode } = failure;
  if (code === null) return undefined;
  const text = plain([failure.title, failure.message, failure.details].filter(Boolean).join(' '));
  return rowsOf(code)
    .filter(
      (row) =>
        (!hasCode(row, code) || (subcodesOf(row)?.some((known) => known === subcode) ?? true)) &&
        (row.textIncludes?.some((fragment) => text.includes(plain(fragment))) ?? true),
    )
    .toSorted((one, other) => precision(other) - precision(one))[0];
}

/** The rows of a code; where it has none, those of a subcode of this number: Meta's lists name some subcodes as codes of their own. */
function rowsOf(code: number): readonly DiagnosisRow[] {
  const ofCode = diagnosisRows.filter((row) => hasCode(row, code));
  return ofCode.length > 0
    ? ofCode
    : diagnosisRows.filter((row) => subcodesOf(row)?.includes(code));
}

function hasCode({ code }: DiagnosisRow, sought: number): boolean {
  return typeof code === 'number' ? code === sought : code[0] <= sought && sought <= code[1];
}

function subcodesOf({ subcode }: DiagnosisRow): readonly number[] | undefined {
  return typeof subcode === 'number' ? [subcode] : subcode;
}

function precision({ code, subcode, textIncludes }: DiagnosisRow): number {
  return (
    (textIncludes ? 4 : 0) + (subcode !== undefined ? 2 : 0) + (typeof code === 'number' ? 1 : 0)
  );
}

const firstOf = (value: number | readonly number[] | null): number | null =>
  typeof value === 'object' ? (value?.[0] ?? null) : value;

function unknownTo(failure: Failure): Diagnosis {
  const words = [...new Set([failure.title, failure.message, failure.details])].filter(Boolean);
  const named =
    failure.code === null
      ? 'Meta gave no error code.'
      : `Meta's error code ${failure.code} is not known to OnboardNumber.`;
  const said = words.length === 0 ? 'Meta said nothing more.' : `Meta says: "${words.join('; ')}".`;
  return {
    code: failure.code,
    subcode: failure.subcode ?? null,
    meaning: `${named} ${said}`,
    likelyCauses: [],
    fix: "Do as Meta's words say; if they do not help, ask Meta's support with the trace id.",
    retry: 'no',
    retryAfterS: null,
    whoseMove: 'operator',
    source: "Meta's own words",
    known: false,
  };
}

/** Meta writes "two-step" and "two step", ' and ’. */
function plain(text: string): string {
  return text.toLowerCase().replace(/[-‐–]/g, ' ').replace(/’/g, "'").replace(/\s+/g, ' ');
}
