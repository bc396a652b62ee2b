import { guardedFetch } from '../../events/endpoint-guard.js';
import { fail, pass, type Finding } from './finding.js';

const WITHIN_MS = 10_000;
const MOST_REDIRECTS = 3;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
const KINDS: Readonly<Record<string, readonly string[]>> = {
  image: ['image/'],
  video: ['video/'],
  document: ['application/', 'text/plain'],
};

interface Options {
  /** This machine may be asked, in dev; no other that is not public ever is. */
  readonly allowInsecureUrls: boolean;
  /** One request that follows no redirect and refuses what is not public; tests pass others. */
  readonly get?: typeof guardedFetch;
}

/**
 * Does a media link answer with what it should be, as it must for Meta? Redirects are followed, three at most, and each under the same
 * guard as the link itself: nothing but public addresses is asked, and nothing without TLS; in dev, this machine too.
 */
export async function checkMediaLink(
  url: string,
  kind: string,
  options: Options,
): Promise<Finding> {
  const check = `${kind} link`;
  const way: string[] = [url];
  const failed = (why: string): Finding =>
    fail(
      check,
      `${way.join(' → ')}${why}`,
      'Give a link that anybody can open without signing in; else messages fail with 131053.',
    );
  try {
    const { status, type } = await follow(way, options);
    if (status < 200 || status >= 300) return failed(` answers ${status}`);
    return KINDS[kind]?.some((start) => type.startsWith(start)) === false
      ? failed(` answers with ${type}`)
      : pass(check, `${way.join(' → ')} answers with ${type}`);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return failed(`: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** Adds each redirect to the way. @throws Error where the guard refuses one, or there are too many */
async function follow(
  way: string[],
  { allowInsecureUrls, get = guardedFetch }: Options,
): Promise<{ status: number; type: string }> {
  // Whoever develops has images on this machine; what is in its network, a cloud's metadata too, is nobody's image.
  const guard = { allowInsecureUrls: false, allowLoopback: allowInsecureUrls };
  const signal = AbortSignal.timeout(WITHIN_MS);
  for (let url = way[0] ?? ''; ;) {
    const { status, headers, body } = await get(url, { signal }, guard);
    await body?.cancel();
    const location = REDIRECTS.includes(status) ? headers.get('location') : null;
    if (location === null) return { status, type: headers.get('content-type') ?? 'no type' };
    url = new URL(location, url).href;
    way.push(url);
    if (way.length - 1 > MOST_REDIRECTS)
      throw new Error(`it redirects more than ${MOST_REDIRECTS} times`);
  }
}
