/** The search attributes that our workflows set; every server must know them before a worker starts. */
export const SEARCH_ATTRIBUTES = {
  OnboardingStage: 'Keyword',
  WaitingOn: 'Keyword',
  AccountId: 'Keyword',
  WabaId: 'Keyword',
} as const;
