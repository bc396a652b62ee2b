import { z } from 'zod';
import type { GraphCaller } from './graph.js';
import type { WriteOutcome } from './outcome.js';
import type { Exchanger, GraphCall } from './request.js';

const acceptedSchema = z.union([
  z.looseObject({ success: z.literal(true) }),
  z.looseObject({ success: z.undefined().optional(), id: z.union([z.string(), z.number()]) }),
]);

/**
 * Makes one write, once. Accepted is only what says so (`success: true` or an id, or whatever `accepted` describes), refused only what
 * carries Meta's error envelope; everything else is `unknown`, because Meta may have done it. Source: facts/meta.md §1.0, §2.8.
 *
 * A 200 with `success: false` is `unknown` too: no page documents it, it states no cause to classify, and reading back is right
 * whichever way it was meant. The whole body of an accepted write is kept: under the new account model `register` may say there
 * that the PIN was not reset, in a shape not yet published (§0.3).
 */
export async function write(
  exchange: Exchanger,
  caller: GraphCaller,
  call: GraphCall,
  accepted: z.ZodType = acceptedSchema,
): Promise<WriteOutcome> {
  const result = await exchange(caller, call);
  if (result.kind === 'refused') return result;
  if (result.kind === 'no_answer') return { kind: 'unknown', failure: result.failure };

  const { body, httpStatus, usage } = result;
  if (accepted.safeParse(body).success) return { kind: 'accepted', body, usage };
  const message = 'the answer does not say that it succeeded';
  return { kind: 'unknown', failure: { cause: 'malformed', httpStatus, message } };
}
