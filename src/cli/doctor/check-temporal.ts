import type { Connection } from '@temporalio/client';
import {
  isNotAllowed,
  missingSearchAttributes,
  SEARCH_ATTRIBUTE_NAMES,
  searchAttributeCommands,
} from '../../search-attributes.js';
import { checkMatcher } from './check-matcher.js';
import { fail, pass, skip, type Finding, type Findings } from './finding.js';

const WITHIN_MS = 5000;

/** Which Temporal is looked at. */
export interface CheckedTemporal {
  readonly connection: Connection;
  readonly namespace: string;
  readonly address: string;
}

/** Can Temporal be reached, is the namespace there, does it know our search attributes and honour priorities? */
export async function checkTemporal(temporal: CheckedTemporal): Promise<Findings> {
  const { connection, namespace, address } = temporal;
  const within = <T>(call: () => Promise<T>): Promise<T> =>
    connection.withDeadline(Date.now() + WITHIN_MS, call);

  try {
    const { serverVersion } = await within(() => connection.workflowService.getSystemInfo({}));
    await within(() => connection.workflowService.describeNamespace({ namespace }));
    return [
      pass('Temporal', `version ${serverVersion} answers at ${address}, namespace ${namespace}`),
      await checkSearchAttributes(temporal, within),
      await checkMatcher(temporal),
    ];
  } catch (error) {
    return [
      fail(
        'Temporal',
        `${address}, namespace ${namespace}: ${error instanceof Error ? error.message : String(error)}`,
        'Start Temporal, or correct TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY and TEMPORAL_TLS. Until then the API stores what is asked of it and goes on later.',
      ),
      skip('search attributes', 'Temporal cannot be asked'),
      skip('priorities', 'Temporal cannot be asked'),
    ];
  }
}

async function checkSearchAttributes(
  { connection, namespace }: CheckedTemporal,
  within: <T>(call: () => Promise<T>) => Promise<T>,
): Promise<Finding> {
  const check = 'search attributes';
  const commands = searchAttributeCommands(namespace).join('\n');
  try {
    const missing = await within(() => missingSearchAttributes(connection, namespace));
    return missing.length === 0
      ? pass(check, SEARCH_ATTRIBUTE_NAMES.join(', '))
      : fail(
          check,
          `${missing.join(', ')} missing`,
          `Run: onboard-number migrate. Where it may not:\n${commands}`,
        );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return isNotAllowed(error)
      ? skip(check, `this connection may not list them (${why})`)
      : fail(check, why, `Make sure that these have been run:\n${commands}`);
  }
}
