import type { Graph, GraphApp, GraphCaller } from '../../graph/graph.js';
import type { Dependencies } from '../dependencies.js';

/** Meta, as far as a sign-up needs it: its code lives 30 s, so it is exchanged within the request. */
export interface SignupMeta {
  readonly graph: Pick<Graph, 'exchangeCode' | 'debugToken' | 'phoneNumbers' | 'syncAppData'>;
  /** Null where `META_APP_ID` and `META_APP_SECRET` are not set. */
  readonly app: GraphApp | null;
}

/** What the operations of a sign-up are made of. */
export interface SignupPorts extends Dependencies {
  readonly meta: SignupMeta;
}

/** A call with this token at this instant. */
export const callerOf = (accessToken: string, at: number): GraphCaller => ({ accessToken, at });
