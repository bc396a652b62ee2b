/** Addresses of the running stack; null for what is not there. */
export interface Addresses {
  readonly apiUrl: string;
  /** Signs in by itself. */
  readonly consoleUrl: string;
  readonly temporalWebUrl: string | null;
  readonly temporalAddress: string;
  readonly simulatorUrl: string | null;
  readonly graphUrl: string;
  readonly databaseUrl: string;
  readonly metricsUrl: string;
  readonly logFile: string;
}

/** What is said once everything runs. */
export interface Welcome {
  readonly addresses: Addresses;
  readonly apiKey: string;
  /** The body of a request to try; null without a simulated Meta. */
  readonly example: Readonly<Record<string, string>> | null;
}

/** One table of addresses, the key, and commands that work when pasted. */
export function welcomeText({ addresses, apiKey, example }: Welcome): string {
  const { apiUrl } = addresses;
  const rows: readonly (readonly [string, string | null])[] = [
    ['Console', addresses.consoleUrl],
    ['API', `${apiUrl}/v1/numbers`],
    ['API documentation', `${apiUrl}/docs`],
    ['API key', apiKey],
    [
      'Embedded Signup',
      addresses.simulatorUrl && `${apiUrl}/embedded-signup (Meta’s pop-up, played)`,
    ],
    ['Temporal Web', addresses.temporalWebUrl],
    ['Temporal', addresses.temporalAddress],
    [
      'Simulated Meta',
      addresses.simulatorUrl && `${addresses.simulatorUrl} (decide names, see codes)`,
    ],
    ['Graph API', addresses.simulatorUrl === null ? addresses.graphUrl : null],
    ['Postgres', addresses.databaseUrl],
    ['Metrics', addresses.metricsUrl],
    ['All logs', addresses.logFile],
  ];
  const shown = rows.filter((row): row is readonly [string, string] => row[1] !== null);
  const width = Math.max(...shown.map(([title]) => title.length));

  return [
    '',
    ...shown.map(([title, address]) => `  ${title.padEnd(width)}  ${address}`),
    '',
    ...(example === null ? [] : tryIt(apiUrl, apiKey, example)),
    'Ctrl-C stops everything. The next start goes on with the same data; --fresh forgets it.',
    '',
  ].join('\n');
}

function tryIt(
  apiUrl: string,
  apiKey: string,
  example: Readonly<Record<string, string>>,
): string[] {
  const key = `-H ${quoted(`Authorization: Bearer ${apiKey}`)}`;
  const id = example['phone_number_id'] ?? '';
  return [
    'Add a number:',
    '',
    `  curl -sS ${apiUrl}/v1/numbers ${key} -H 'Content-Type: application/json' -d ${quoted(JSON.stringify(example))}`,
    '',
    'Watch it become live:',
    '',
    `  curl -sS ${apiUrl}/v1/numbers/${id} ${key}`,
    '',
    'For the examples of the README:',
    '',
    `  API=${apiUrl} KEY=${apiKey}`,
    '',
  ];
}

/** One word for a shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
