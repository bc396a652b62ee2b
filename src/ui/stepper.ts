import type { ShownNumber } from '../api/schemas/number.js';

/** A step on the way to live. `skipped`: the way went on without it. */
export interface Step {
  readonly id: 'verify' | 'name' | 'register' | 'activate' | 'live';
  readonly state: 'done' | 'current' | 'skipped' | 'todo';
}

/** Which conditions each step stands for. */
const STEPS = [
  ['verify', ['code_verified']],
  ['name', ['name_accepted']],
  ['register', ['registered']],
  ['activate', ['connected', 'webhooks_effective']],
] as const;

const REGISTER = STEPS.findIndex(([id]) => id === 'register');

/** How far the number is, from its conditions alone. Pure. */
export function stepsOf({ conditions, stage, mode }: ShownNumber): Step[] {
  const isMet = (type: string): boolean =>
    conditions.some((condition) => condition.type === type && condition.status === 'met');
  const done = STEPS.map(([, types]) => types.every(isMet));
  const isLive = stage === 'live';
  // Only registering goes past what comes before it: a name may be accepted while the code is still to come.
  const past = isLive ? STEPS.length : done.lastIndexOf(true);
  const furthest = past >= REGISTER ? past : -1;
  // A number beside the app is never registered by us.
  const isOurs = (id: string): boolean =>
    mode !== 'coexistence' || !['verify', 'register'].includes(id);
  const states = STEPS.map(([id], index): Step['state'] => {
    if (!isOurs(id)) return 'skipped';
    if (done[index]) return 'done';
    return index < furthest ? 'skipped' : 'todo';
  });
  const current = isLive || stage === 'closed' ? -1 : states.indexOf('todo');
  return [
    ...STEPS.map(([id], index): Step => ({
      id,
      state: index === current ? 'current' : (states[index] ?? 'todo'),
    })),
    {
      id: 'live',
      state: isLive ? 'done' : current === -1 && stage !== 'closed' ? 'current' : 'todo',
    },
  ];
}
