/** What the words in the `source` of a diagnosis stand for; several are joined by `/`. Source: facts/meta.md §0.1. */
export const DIAGNOSIS_SOURCES: Readonly<Record<string, string>> = {
  D26: 'Meta’s English documentation as of September 2026',
  J26: 'Meta’s English documentation as of May to July 2026',
  MD: 'a mirror of Meta’s documentation, December 2025 to March 2026',
  docs: 'Meta’s documentation, at no noted date',
  LEG: 'Meta’s older Graph reference pages',
  'old lists': 'lists of Meta’s that are no longer published',
  OA: 'Meta’s OpenAPI document, whose examples of errors often differ from real answers',
  Graph: 'what the Graph API is generally known to answer',
  CAP: 'a real answer of Meta’s that somebody captured',
  PY: 'the client library pywa',
  CW: 'Chatwoot’s code',
  FLD: 'a single report from the field',
  INF: 'our own conclusion, stated nowhere',
};

/** For whoever reads the API's description: how far to trust a diagnosis. */
export const describeSources = (): string =>
  `Where this is known from, and so how far to trust it: ${Object.entries(DIAGNOSIS_SOURCES)
    .map(([tag, meaning]) => `${tag} = ${meaning}`)
    .join('; ')}. Several are joined by "/". Of an unknown code: Meta's own words.`;
