import type { GraphErrorRow } from './errors.js';

/** The error envelope. Source: facts/meta.md §1.0. */
export interface ErrorEnvelope {
  readonly error: Readonly<Record<string, unknown>>;
}

/** Puts a refusal on the wire; texts for people in English only where `locale=en…` asked for it. Source: facts/meta.md §0.4.6. */
export function errorEnvelope(row: GraphErrorRow, locale: string | undefined): ErrorEnvelope {
  const language = locale?.toLowerCase().startsWith('en') === true ? 'en' : 'pt';
  return {
    error: {
      message: row.message,
      type: row.type ?? 'OAuthException',
      code: row.code,
      ...(row.details !== undefined && {
        error_data: { messaging_product: 'whatsapp', details: row.details },
      }),
      ...(row.subcode !== undefined && { error_subcode: row.subcode }),
      is_transient: row.is_transient ?? false,
      ...(row.title !== undefined && { error_user_title: row.title[language] }),
      ...(row.user_msg !== undefined && { error_user_msg: row.user_msg[language] }),
      fbtrace_id: makeTraceId(),
    },
  };
}

/** The header that comes with every refusal. Source: facts/meta.md §1.0. */
export function wwwAuthenticate({ message }: GraphErrorRow): string {
  // A header holds Latin-1 without line ends, and its value is quoted.
  const safe = message.replace(/[^\u0020-\u007e]/g, '?').replaceAll('"', "'");
  return `OAuth "Facebook Platform" "invalid_request" "${safe}"`;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';

/** Something support could look up, in Meta's look. Not secret, so the fast generator will do. */
export function makeTraceId(): string {
  let id = 'A';
  for (let length = 0; length < 22; length++) id += ALPHABET[Math.floor(Math.random() * 64)];
  return id;
}
