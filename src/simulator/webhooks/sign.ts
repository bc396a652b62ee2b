import { createHmac } from 'node:crypto';

/**
 * A payload as Meta puts it on the wire: non-ASCII as lowercase `\uXXXX` and `/` as `\/`, so that whoever hashes
 * re-serialised JSON instead of the raw bytes is found out. Source: facts/meta.md §4.2.
 */
export function serialiseLikeMeta(payload: unknown): string {
  return JSON.stringify(payload)
    .replaceAll('/', '\\/')
    .replace(
      /[\u007f-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}

/** The value of `X-Hub-Signature-256` for these raw bytes. Source: facts/meta.md §4.2. */
export function signBody(body: string, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
}
