import { guardedFetch } from '../../events/endpoint-guard.js';
import { fail, pass, type Finding } from './finding.js';

const WITHIN_MS = 10_000;
const KIND: Readonly<Record<string, string>> = {
  image: 'image/',
  video: 'video/',
  document: 'application/',
};

/** Does a media link answer with what it should be, as it must for Meta? Nothing but public addresses is asked. */
export async function checkMediaLink(
  url: string,
  kind: string,
  { allowInsecureUrls }: { readonly allowInsecureUrls: boolean },
): Promise<Finding> {
  const check = `${kind} link`;
  const advice =
    'Give a link that anybody can open without signing in; else messages fail with 131053.';
  try {
    const response = await guardedFetch(
      url,
      { signal: AbortSignal.timeout(WITHIN_MS) },
      { allowInsecureUrls },
    );
    const type = response.headers.get('content-type') ?? 'no type';
    await response.body?.cancel();
    if (!response.ok) return fail(check, `${url} answers ${response.status}`, advice);
    return type.startsWith(KIND[kind] ?? '')
      ? pass(check, `${url} answers with ${type}`)
      : fail(check, `${url} answers with ${type}`, advice);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return fail(check, `${url}: ${cause instanceof Error ? cause.message : String(cause)}`, advice);
  }
}
