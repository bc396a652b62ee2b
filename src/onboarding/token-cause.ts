import type { Refusal } from './observation.js';

const CAUSES: Record<number, string> = {
  458: 'the app was removed',
  459: 'the user must pass a checkpoint',
  460: 'the password was changed',
  463: 'it expired',
  464: 'the user is not confirmed',
  467: 'it was revoked',
  492: 'its session no longer matches',
};

/** Why Meta refuses a token, as part of a sentence: by the subcode, else in Meta's words. Source: facts/meta.md §3.1. */
export const tokenCause = ({ subcode, message }: Pick<Refusal, 'subcode' | 'message'>): string =>
  CAUSES[subcode ?? 0] ?? message.replace(/\.+$/, '');
