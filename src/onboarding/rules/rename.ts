import { act, seenRule, type Rule } from '../rule.js';

/** N0: a person submits a new display name. What becomes of it is Meta's review, and R1 registers it once it is approved. Source: facts/meta.md §2.2. */
export const submitNameRule: Rule = seenRule({
  name: 'N0',
  when: ({ intents }) => intents.some(({ kind }) => kind === 'rename'),
  then: ({ intents }) =>
    act(
      {
        kind: 'setDisplayName',
        intentId: intents.find(({ kind }) => kind === 'rename')?.id ?? '',
      },
      'setDisplayName',
    ),
});
