import pino from 'pino';

/** Writes one JSON object per line. */
export type Logger = pino.Logger;

/** What never reaches a log, whatever object it is part of. */
const SECRET_KEYS = [
  'access_token',
  'accessToken',
  'admin_api_key',
  'api_key',
  'apiKey',
  'authorization',
  'Authorization',
  'cookie',
  'new_pin',
  'password',
  'pin',
  'secret',
  'token',
  'verify_token',
  'verifyToken',
  'ADMIN_API_KEY',
  'COOKIE_KEY',
  'DATABASE_URL',
  'ENCRYPTION_KEYS',
  'META_APP_SECRET',
  'TEMPORAL_API_KEY',
  'WEBHOOK_VERIFY_TOKEN',
];

/** A verification code; elsewhere `code` is an error's, and worth knowing. */
const CODE_PATHS = ['body.code', '*.body.code', 'payload.code', '*.payload.code'];

/** Objects are logged flat or one or two levels deep; deeper ones have no place in a log line. */
const LEVELS = ['', '*.', '*.*.'];

/** How a logger is made. */
export interface LoggerOptions {
  readonly level: string;
  /** Which part of the product speaks. */
  readonly part: 'server' | 'worker' | 'cli' | 'dev';
  /** Appended to; without it, standard output. */
  readonly file?: string;
}

/** A JSON logger that names its time in ISO 8601, its level in words, and no secret. */
export function createLogger({ level, part, file }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { part, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: [
          ...LEVELS.flatMap((prefix) => SECRET_KEYS.map((key) => `${prefix}${key}`)),
          ...CODE_PATHS,
        ],
        censor: '[redacted]',
      },
    },
    // Written at once: the last lines before a crash are the ones that matter.
    pino.destination({ dest: file ?? 1, mkdir: true, sync: true }),
  );
}
