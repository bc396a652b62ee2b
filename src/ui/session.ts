import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import { z } from 'zod';
import type { ConsoleDependencies, UiEnv } from './context.js';

/** An account that a platform key can look at. */
export interface AccountChoice {
  readonly id: string;
  readonly name: string;
}

const sessionSchema = z.object({
  /** The key's row; null = `ADMIN_API_KEY`. */
  keyId: z.string().nullable(),
  /** Made of `ADMIN_API_KEY`: another key there ends the sessions of the one before. */
  adminProof: z.string().nullable(),
  accountId: z.string().nullable(),
  name: z.string().nullable(),
  since: z.number(),
});

/** Who signed in, with which key, and what they look at. Holds no key. */
export type Session = z.infer<typeof sessionSchema>;

type Secrets = Pick<ConsoleDependencies, 'cookieKey' | 'adminApiKey' | 'clock' | 'publicUrl'>;

const COOKIE = 'onboard_number';
/** A week, s. */
const LIFETIME = 7 * 86_400;

/** Keeps the session in a signed cookie that no script can read and no other site can send along with a form. */
export async function keepSession(
  c: Context<UiEnv>,
  session: Session,
  { cookieKey, publicUrl }: Secrets,
): Promise<void> {
  const value = Buffer.from(JSON.stringify(session)).toString('base64url');
  await setSignedCookie(c, COOKIE, value, cookieKey, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    secure: publicUrl.startsWith('https://'),
    maxAge: LIFETIME,
  });
}

/** The session of this request; null without a cookie, and for one that is forged, too old, or of an earlier `ADMIN_API_KEY`. */
export async function readSession(c: Context<UiEnv>, secrets: Secrets): Promise<Session | null> {
  const value = await getSignedCookie(c, secrets.cookieKey, COOKIE);
  if (value === undefined || value === false) return null;
  const parsed = sessionSchema.safeParse(parseJson(Buffer.from(value, 'base64url').toString()));
  if (!parsed.success) return null;
  const session = parsed.data;
  if (secrets.clock.now() - session.since > LIFETIME * 1_000) return null;
  if (session.keyId === null && !isSame(session.adminProof, adminProof(secrets))) return null;
  return session;
}

/** Forgets who this is. */
export const endSession = (c: Context<UiEnv>): void => {
  deleteCookie(c, COOKIE, { path: '/' });
};

/** What tells one `ADMIN_API_KEY` from another without holding it; null where there is none. */
export const adminProof = ({
  cookieKey,
  adminApiKey,
}: Pick<Secrets, 'cookieKey' | 'adminApiKey'>): string | null =>
  adminApiKey === undefined
    ? null
    : createHmac('sha256', cookieKey).update(`admin ${adminApiKey}`).digest('base64url');

const isSame = (one: string | null, other: string | null): boolean =>
  one !== null &&
  other !== null &&
  one.length === other.length &&
  timingSafeEqual(Buffer.from(one), Buffer.from(other));

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
