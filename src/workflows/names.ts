/** Names and ids that more than one process must agree on. No imports at run time. */

/** `TEMPORAL_TASK_QUEUE` unless it is set. */
export const DEFAULT_TASK_QUEUE = 'onboard-number';

/** The workflow type of the controller. */
export const ONBOARD_NUMBER = 'onboardNumber';
/** The workflow type of the token watch, started by a Schedule. */
export const WATCH_TOKENS = 'watchTokens';
/** The workflow type of the housekeeping, started by a Schedule. */
export const HOUSEKEEPING = 'housekeeping';
/** The workflow type of a send that must be made later. */
export const SEND_MESSAGE = 'sendMessage';
const SEND_PREFIX = 'send-message/';

/** One run per message. */
export const sendMessageId = (messageId: string): string => `${SEND_PREFIX}${messageId}`;

/** The inverse of {@link sendMessageId}; null for the id of another workflow. */
export const messageIdOf = (workflowId: string): string | null =>
  workflowId.startsWith(SEND_PREFIX) ? workflowId.slice(SEND_PREFIX.length) : null;

const ONBOARD_PREFIX = 'onboard-number/';
/** The workflow type of the sweep over live numbers. */
export const WATCH_HEALTH = 'watchHealth';
/** The workflow type of the one read that an event of a WABA asks for. */
export const WATCH_WABA = 'watchWaba';

/** One run per WABA of an account: the id is the lock. */
export const watchWabaId = (accountId: string, wabaId: string): string =>
  `watch-waba/${accountId}/${wabaId}`;

/** `read(why)`: Meta told something; read the WABA, again if a read is under way. */
export const READ_SIGNAL = 'read';

/** One run per phone number: the id is the lock. */
export const onboardNumberId = (phoneNumberId: string): string =>
  `${ONBOARD_PREFIX}${phoneNumberId}`;

/** The inverse of {@link onboardNumberId}; null for the id of another workflow. */
export const phoneNumberIdOf = (workflowId: string): string | null =>
  workflowId.startsWith(ONBOARD_PREFIX) ? workflowId.slice(ONBOARD_PREFIX.length) : null;

/** Reads the templates of one WABA. */
export const SYNC_TEMPLATES = 'syncTemplates';

/** One run per WABA: the id is the lock. */
export const syncTemplatesId = (wabaId: string): string => `sync-templates/${wabaId}`;

/** `sync()`: the templates may have changed since the run read them; read them again. */
export const SYNC_SIGNAL = 'sync';

/** The workflow type of the daily request for every WABA. */
export const SYNC_STALE_TEMPLATES = 'syncStaleTemplates';

/** `wake(why)`: something may have changed; have a turn. */
export const WAKE_SIGNAL = 'wake';
/** `retry()`: a person consents to one registration attempt, from Temporal Web or the CLI. */
export const RETRY_SIGNAL = 'retry';
/** How a turn hears of that signal; no wake has this reason. */
export const RETRY_SIGNALLED = 'signal:retry';

/** Typed search attributes, all Keyword; upserted only when they change. */
export const SEARCH_ATTRIBUTES = {
  stage: 'OnboardingStage',
  waitingOn: 'WaitingOn',
  accountId: 'AccountId',
  wabaId: 'WabaId',
} as const;

/** People's intents and first turns go before polls. */
export const PRIORITY = { person: 1, poll: 4 } as const;
