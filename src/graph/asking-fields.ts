import type { AskedNode, Field } from './fields.js';
import type { GraphError } from './outcome.js';
import type { Exchanger } from './request.js';

/** Told once per client and field, so that an alert can be raised. */
export type OnFieldDropped = (field: string, dropped: { readonly required: boolean }) => void;

/** Permission not granted: facts/meta.md §3.1. */
const PERMISSION = 10;
/** "(#100) Tried accessing nonexisting field (x) on node type (…)". Source: facts/meta.md §1.1. */
const NONEXISTING = /nonexisting field \((\w+)\)(?: on node type \((\w+)\))?/i;

/**
 * Adds the `fields` parameter to every call, and repeats a call without the field that Meta says it does not know: one renamed field
 * must not blind the fleet. A dropped field stays dropped for the life of the returned exchanger, required or not. Where the id is one of
 * something else, its node type says nothing about the fields of ours: the refusal is handed on.
 */
export function askingFields(
  exchange: Exchanger,
  { kind, fields }: AskedNode,
  onFieldDropped: OnFieldDropped = () => {},
): Exchanger {
  const dropped = new Set<string>();

  return async function exchangeFields(caller, call) {
    const ask = (asked: readonly Field[]) =>
      exchange(caller, { ...call, query: { ...call.query, fields: namesOf(asked) } });

    for (;;) {
      const asked = fields.filter(({ name }) => !dropped.has(name));
      const result = await ask(asked);
      if (result.kind !== 'refused') return result;

      const unknown = unknownField(result.error, kind, asked);
      if (unknown) {
        // Another read in flight may have met the same refusal.
        if (!dropped.has(unknown.name)) onFieldDropped(unknown.name, unknown);
        dropped.add(unknown.name);
        continue;
      }

      const unguarded = asked.filter(({ guarded }) => !guarded);
      if (result.error.code !== PERMISSION || unguarded.length === asked.length) return result;
      // Not remembered: which fields are guarded depends on the token.
      return ask(unguarded);
    }
  };
}

function unknownField(
  { code, message }: GraphError,
  kind: RegExp,
  asked: readonly Field[],
): Field | undefined {
  const [, name, nodeType] = (code === 100 && NONEXISTING.exec(message)) || [];
  const isOfOurs = nodeType === undefined || kind.test(nodeType);
  return isOfOurs ? asked.find((field) => field.name === name) : undefined;
}

function namesOf(fields: readonly Field[]): string {
  return fields.map(({ name }) => name).join(',');
}
