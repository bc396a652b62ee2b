import { DAY, HOUR } from '../onboarding/duration.js';
import { requestStaleTemplateSyncs } from '../store/template-syncs.js';
import type { Dependencies } from './dependencies.js';

/** A little less than a day: the schedule looks every hour, and "daily" must not become 25 hours. */
const STALE_AFTER = DAY - HOUR;

/** Asks for the templates of every WABA that were last read a day ago; templates change at Meta without a webhook, and webhooks are lost. */
export const makeRequestStaleTemplateSyncs =
  ({ db, settings }: Pick<Dependencies, 'db' | 'settings'>) =>
  async ({ at }: { readonly at: number }): Promise<number> =>
    requestStaleTemplateSyncs(db, { before: at - STALE_AFTER * settings.pace, at });
