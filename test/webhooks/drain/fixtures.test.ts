import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseDelivery } from '../../../src/webhooks/drain/parse-delivery.js';

/** Every field and event of facts/meta.md §4 as Meta sends it, and what the drain reads from it. */
interface Case {
  readonly name: string;
  readonly source: string;
  readonly payload: unknown;
  readonly expected: readonly Record<string, unknown>[];
}

const FOLDER = new URL('../../fixtures/webhooks/', import.meta.url);
const files = readdirSync(FOLDER).map((file) => ({
  file,
  cases: JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Case[],
}));

describe.each(files)('$file', ({ cases }) => {
  test.each(cases)('$name ($source)', ({ payload, expected }) => {
    const { elements, error } = parseDelivery(Buffer.from(JSON.stringify(payload)), 1783090005_000);

    expect(error).toBeNull();
    expect(elements).toMatchObject(expected);
    for (const element of elements) {
      if (element.is !== 'event') continue;
      expect(element.meaning.sentence).toMatch(/^[A-Z].*\.$/);
      expect(element.meaning.sentence).not.toMatch(/undefined|null|\[object/);
    }
  });
});
