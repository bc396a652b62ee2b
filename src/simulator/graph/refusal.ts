import { graphErrors, type GraphErrorName, type GraphErrorRow } from './errors.js';

/** Thrown by a handler to answer with an error envelope. */
export class GraphRefusal extends Error {
  readonly row: GraphErrorRow;

  constructor(row: GraphErrorRow) {
    super(row.message);
    this.row = row;
  }
}

/** A refusal of the catalogue, with what only this request knows. */
export function refusal(name: GraphErrorName, more: Partial<GraphErrorRow> = {}): GraphRefusal {
  return new GraphRefusal({ ...graphErrors[name], ...more });
}

/** Code 100 for a parameter that is missing or unusable. Source: facts/meta.md §3.1. */
export function invalidParameter(message: string): GraphRefusal {
  return new GraphRefusal({ status: 400, code: 100, message: `(#100) ${message}` });
}

/** Missing, invisible, or not able to do this: Meta does not say which. Source: facts/meta.md §1.1. */
export function unknownObject(method: string, id: string): GraphRefusal {
  return new GraphRefusal({
    status: 400,
    code: 100,
    subcode: 33,
    type: 'GraphMethodException',
    message: `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
  });
}

/** An unknown field or edge. Source: facts/meta.md §1.1. */
export function unknownField(field: string, nodeType: string): GraphRefusal {
  return invalidParameter(
    `Tried accessing nonexisting field (${field}) on node type (${nodeType})`,
  );
}

/** A callback that did not echo the challenge. Source: simulator.md §4. */
export function callbackRefused(reason: string): GraphRefusal {
  return new GraphRefusal({
    status: 400,
    code: 2200,
    message: `(#2200) Callback verification failed with the following errors: ${reason}`,
  });
}
