import { hkdfSync } from 'node:crypto';
import { z } from 'zod';
import { DEFAULT_TASK_QUEUE } from './workflows/names.js';

/** A whole number of a TCP port; 0 lets the system choose. */
const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const optional = z.string().trim().min(1).optional();
const url = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

/** `id:base64` pairs of 32-byte keys, comma-separated; the first encrypts, all decrypt. */
const keyRing = z.string().transform((text, context) => {
  const keys = text.split(',').map((pair) => {
    const [id = '', key = ''] = pair.trim().split(':');
    return { id, key: Buffer.from(key, 'base64') };
  });
  const isWhole = keys.every(({ id, key }) => /^[\w-]+$/.test(id) && key.length === 32);
  if (!isWhole || new Set(keys.map(({ id }) => id)).size !== keys.length) {
    context.addIssue({
      code: 'custom',
      message:
        'must be "id:base64,id:base64" with distinct ids and keys of 32 bytes (openssl rand -base64 32)',
    });
  }
  return keys;
});

const schema = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('production'),
  PORT: port(3000),
  HOST: z.string().default('0.0.0.0'),
  PUBLIC_URL: url.transform((text) => text.replace(/\/+$/, '')),
  DATABASE_URL: z
    .string({ error: 'is missing: a Postgres ≥ 15 connection string' })
    .regex(/^postgres(ql)?:\/\//, {
      error: 'must begin with postgres:// or postgresql://',
    }),
  TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  TEMPORAL_CLI_PATH: optional,
  TEMPORAL_TEST_SERVER_PATH: optional,
  TEMPORAL_TASK_QUEUE: z.string().default(DEFAULT_TASK_QUEUE),
  GRAPH_API_URL: url
    .default('https://graph.facebook.com')
    .transform((text) => text.replace(/\/+$/, '')),
  GRAPH_API_VERSION: z
    .string()
    .regex(/^v\d+\.\d+$/, { error: 'must look like v24.0' })
    .default('v24.0'),
  META_APP_ID: optional,
  META_APP_SECRET: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    ),
  WEBHOOK_VERIFY_TOKEN: optional,
  SIGNUP_CONFIG_ID: optional,
  SIGNUP_SDK_URL: url.optional(),
  COOKIE_KEY: optional,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  RETENTION_DAYS: z.coerce.number().int().positive().default(30),
  CHROMIUM_PATH: optional,
  ENCRYPTION_KEYS: keyRing,
  ADMIN_API_KEY: z.string().min(16, { error: 'must have at least 16 characters' }).optional(),
  POLL_PACE: z.coerce.number().positive().max(1).default(1),
  GRAPH_SEND_CLOCK: z.stringbool().default(false),
  DATA_DIR: z.string().default('.onboard-number'),
  TEMPORAL_PORT: port(7233),
  TEMPORAL_UI_PORT: port(8233),
  POSTGRES_PORT: port(54_330),
  SIMULATOR_PORT: port(9100),
  METRICS_PORT: port(9464),
});

export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything that can be set from outside, checked once and frozen. Names and meanings: README, "Configuration". */
export interface Config extends Readonly<z.output<typeof schema>> {
  /** Signs the console's cookie. */
  readonly cookieKey: Buffer;
  /** `TEMPORAL_*` as given: address, namespace, API key, TLS; read by @temporalio/envconfig. */
  readonly temporalEnvironment: Readonly<Record<string, string>>;
  /** Plain http and loopback callbacks are allowed in development and tests only. */
  readonly allowInsecureUrls: boolean;
}

/** A wrong or missing setting; the message lists every problem at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the environment. Empty values count as unset. @throws ConfigError naming every problem, never a value of a secret */
export function loadConfig(environment: Environment = process.env): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(given);
  const problems = parsed.success
    ? checkTogether(parsed.data)
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${say(message)}`);
  if (!parsed.success || problems.length > 0) {
    throw new ConfigError(
      `The configuration has ${problems.length} problem(s):\n${problems.map((line) => `  - ${line}`).join('\n')}`,
    );
  }
  const { data } = parsed;
  const [first] = data.ENCRYPTION_KEYS;
  const cookieKey =
    data.COOKIE_KEY ??
    Buffer.from(hkdfSync('sha256', first?.key ?? '', '', 'onboard-number cookie', 32));
  return Object.freeze({
    ...data,
    cookieKey: Buffer.from(cookieKey),
    temporalEnvironment: Object.freeze({
      ...Object.fromEntries(
        Object.entries(given).filter((entry): entry is [string, string] =>
          entry[0].startsWith('TEMPORAL_'),
        ),
      ),
      TEMPORAL_ADDRESS: data.TEMPORAL_ADDRESS,
      TEMPORAL_NAMESPACE: data.TEMPORAL_NAMESPACE,
    }),
    allowInsecureUrls: data.NODE_ENV !== 'production',
  });
}

function checkTogether(data: z.output<typeof schema>): string[] {
  const problems: string[] = [];
  if (data.NODE_ENV === 'production' && !data.PUBLIC_URL.startsWith('https://')) {
    problems.push('PUBLIC_URL must be https: Meta refuses to call anything else');
  }
  if (data.NODE_ENV === 'production' && data.SIGNUP_SDK_URL !== undefined) {
    problems.push('SIGNUP_SDK_URL is for development: only Meta may play the pop-up');
  }
  if (data.META_APP_ID !== undefined && data.META_APP_SECRET.length === 0) {
    problems.push('META_APP_SECRET is missing although META_APP_ID is set');
  }
  return problems;
}

/** Zod's "Invalid input: expected string, received undefined" in fewer words. */
const say = (message: string): string =>
  message.includes('received undefined') ? 'is missing' : message;
