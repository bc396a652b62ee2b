import { recordAttempt } from '../rules/attempt-window.js';
import type { FaultEffect } from '../state/faults.js';
import type { World } from '../state/world.js';
import type { GraphRequest } from './dispatch.js';
import type { GraphErrorRow } from './errors.js';

/** The Graph code that goes with a bare HTTP status. Source: facts/meta.md §3.1. */
const CODE_OF_STATUS: Readonly<Record<number, number>> = { 401: 190, 403: 10, 404: 803, 429: 4 };

/** The refusal an injected effect asks for; undefined where it is no error, or one of Meta's edge without an envelope. */
export function injectedError(effect: FaultEffect): GraphErrorRow | undefined {
  const { status, code, subcode, message, user_title, user_msg, details } = effect;
  if (code === undefined && (status === undefined || status >= 500)) return undefined;
  const realCode = code ?? CODE_OF_STATUS[status ?? 400] ?? 1;
  return {
    status: status ?? (realCode === 190 ? 401 : 400),
    code: realCode,
    message: message ?? `(#${realCode}) Injected fault`,
    is_transient: effect.is_transient ?? false,
    ...(subcode !== undefined && { subcode }),
    ...(details !== undefined && { details }),
    ...(user_title !== undefined && { title: { en: user_title, pt: user_title } }),
    ...(user_msg !== undefined && { user_msg: { en: user_msg, pt: user_msg } }),
  };
}

/** An error that answers register or deregister still counts as a request. Source: facts/meta.md §1.17. */
export function countInjectedError(
  world: World,
  { method, segments, parameters }: GraphRequest,
  row: GraphErrorRow | undefined,
  now: number,
): void {
  const [id = '', edge] = segments;
  const number = world.numbers.get(id);
  if (number === undefined || method !== 'POST') return;
  const refused = { at: now, outcome: 'refused', code: row?.code, subcode: row?.subcode } as const;
  if (edge === 'register') {
    const pinMatched = number.pin === undefined ? undefined : number.pin === parameters['pin'];
    recordAttempt(number.registrations, { ...refused, pin_matched: pinMatched });
  }
  if (edge === 'deregister') recordAttempt(number.deregistrations, refused);
}
