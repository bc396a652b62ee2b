/** What the global set-up hands to the tests; read it through `inject` from vitest. */
export interface Provided {
  /** Of a database whose owner may create others. */
  readonly postgresUrl: string;
  /** Our schema, migrated and empty; copied for each test file that asks. */
  readonly templateDatabase: string;
  /** Empty when no test of the run needs Temporal. */
  readonly temporalAddress: string;
  /** The time-skipping server's program. Empty when no test of the run needs it. */
  readonly testServerPath: string;
  /** A Chromium's program. Empty when no test of the run needs it. */
  readonly chromiumPath: string;
}

declare module 'vitest' {
  // eslint-disable-next-line typescript/no-empty-object-type -- only an interface can be merged
  export interface ProvidedContext extends Provided {}
}
